import { isFinished, showOperation } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { stateText, subjectText, viewOperation } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "Show an operation with its finished steps, its driver and, when it failed, the cause",
  arguments: [["<id>", "the operation"]],
  async run(cli, input) {
    const { operation, parts } = await showOperation(await cli.context(), String(input.args[0]));
    cli.output.result({ ...viewOperation(operation), parts: parts.map(viewOperation) }, describe);
  },
};

type View = ReturnType<typeof viewOperation>;

function describe(operation: View & { readonly parts: readonly View[] }): string {
  const { id, kind, subject, requestedBy, createdAt, partOf, steps, parts, state } = operation;
  return [
    `Operation ${id}: ${kind} of ${subjectText(subject)}`,
    `  asked: ${createdAt} by ${requestedBy}`,
    ...(partOf === undefined ? [] : [`  part of: operation ${partOf}`]),
    ...steps.map(({ step, startedAt, endedAt }) => `  ${endedAt} ${step} (${seconds(startedAt, endedAt)} s)`),
    ...parts.map((part) => `  part ${part.id}: ${part.kind} of ${subjectText(part.subject)}: ${stateText(part)}`),
    `  ${stateText(operation)}`,
    ...(state.stage === "running" ? [`  driver: ${state.driver.role} on ${state.driver.host}`] : []),
    ...(state.stage === "failed" && state.fault.reason !== undefined ? [`  why: ${state.fault.reason}`] : []),
    ...(state.stage === "failed" && state.fault.remedy !== undefined ? [`  what to do: ${state.fault.remedy}`] : []),
    ...(isFinished(operation) ? [] : [`  go on with: holdfast operation resume ${partOf ?? id}`]),
  ].join("\n");
}

function seconds(from: string, to: string): string {
  return ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1);
}

export default command;
