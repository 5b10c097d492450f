import { showOperation } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { stateText, subjectText, viewOperation } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "Show an operation with its finished steps, its driver and, when it failed, the cause",
  arguments: [["<id>", "the operation"]],
  async run(cli, input) {
    const operation = viewOperation(await showOperation(await cli.context(), String(input.args[0])));
    cli.output.result(operation, describe);
  },
};

function describe(operation: ReturnType<typeof viewOperation>): string {
  const { id, kind, subject, requestedBy, createdAt, steps, state } = operation;
  return [
    `Operation ${id}: ${kind} of ${subjectText(subject)}`,
    `  asked: ${createdAt} by ${requestedBy}`,
    ...steps.map(({ step, startedAt, endedAt }) => `  ${endedAt} ${step} (${seconds(startedAt, endedAt)} s)`),
    `  ${stateText(operation)}`,
    ...(state.stage === "running" ? [`  driver: ${state.driver.role} on ${state.driver.host}`] : []),
    ...(state.stage === "failed" && state.fault.reason !== undefined ? [`  why: ${state.fault.reason}`] : []),
    ...(state.stage === "failed" && state.fault.remedy !== undefined ? [`  what to do: ${state.fault.remedy}`] : []),
    ...(state.stage === "done" ? [] : [`  go on with: holdfast operation resume ${id}`]),
  ].join("\n");
}

function seconds(from: string, to: string): string {
  return ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1);
}

export default command;
