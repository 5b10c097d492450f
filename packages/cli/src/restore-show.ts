import { showRestore } from "@holdfast/operations";
import type { RestoreDetail, RestoreEntry, RestorePartView, RestoreStage, RestoreView } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { hookLines, readingLines, resultLine, transferLine } from "./detail-text.ts";
import { findingLines } from "./finding-text.ts";
import { stateText, subjectText } from "./operation-text.ts";
import { reportLines, waitingLines } from "./restore-report-text.ts";

const command: CommandSpec = {
  summary:
    "Show a restore: where it is, whether it can be undone, volumes, hooks with their output, warnings and errors",
  arguments: [["<name>", "id of the restore's operation, or name of a Velero Restore"]],
  async run(cli, input) {
    cli.output.result(await showRestore(await cli.context(), String(input.args[0])), describe);
  },
};

function describe({ entry, stages, parts, report, waitingPods, velero }: RestoreView): string {
  return [
    ...entryLines(entry),
    ...(stages.length === 0 ? [] : [`  stages: ${stagesText(stages)}`]),
    ...parts.flatMap(partLines),
    ...(report === undefined ? [] : reportLines(report).map((line) => `  ${line}`)),
    ...waitingLines(waitingPods),
    ...velero.flatMap(veleroLines),
  ].join("\n");
}

function entryLines(entry: RestoreEntry): readonly string[] {
  if (entry.origin === "velero") return [`Restore ${entry.name}: no operation of Holdfast is known of it`];
  const { name, kind, of, set, createdAt, requestedBy, undo } = entry;
  return [
    `${kind === "restore" ? "Restore" : kind} ${name}: ${stateText(entry)}`,
    `  of: ${subjectText(of)}${set === undefined ? "" : ` from ${set}`}`,
    `  asked: ${createdAt} by ${requestedBy}`,
    undo.kind === "can"
      ? `  undo: holdfast restore undo ${name}${undo.until === undefined ? "" : `, possible until ${undo.until}`}`
      : `  undo: not possible, ${undo.reason}`,
  ];
}

function partLines({ operation, kind, of, state, stages, report }: RestorePartView): readonly string[] {
  const title = kind === "backup" ? "safety snapshot" : subjectText(of);
  return [
    `  ${title} (operation ${operation}): ${stateText({ state })}`,
    ...(stages.length === 0 ? [] : [`    stages: ${stagesText(stages)}`]),
    ...(report === undefined ? [] : reportLines(report).map((line) => `    ${line}`)),
  ];
}

function stagesText(stages: readonly RestoreStage[]): string {
  return stages.map(({ stage, state }) => `${stage} ${state}`).join(", ");
}

function veleroLines({
  restore,
  namespaces,
  transfers,
  hooks,
  warnings,
  errors,
  findings,
}: RestoreDetail): readonly string[] {
  return [
    `  Velero Restore ${restore.name}: ${restore.phase}`,
    `    of: ${restore.application ?? namespaces.join(", ")} from ${restore.set ?? restore.backup}`,
    `    made: ${restore.startedAt ?? restore.createdAt}${restore.endedAt === undefined ? "" : ` to ${restore.endedAt}`}`,
    ...(restore.itemsTotal === undefined ? [] : [`    items: ${restore.itemsDone ?? 0} of ${restore.itemsTotal}`]),
    ...(restore.failure === undefined ? [] : [`    failure: ${restore.failure}`]),
    ...findingLines(findings).map((text) => `    ${text}`),
    transfers.length === 0 ? "    volumes: none" : "    volumes:",
    ...transfers.map((transfer) => `      ${transferLine(transfer)}`),
    ...readingLines("hooks", hooks, hookLines),
    ...readingLines("warnings", warnings, resultLine),
    ...readingLines("errors", errors, resultLine),
  ];
}

export default command;
