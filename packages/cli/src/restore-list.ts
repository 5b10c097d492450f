import { listRestores } from "@holdfast/operations";
import type { RestoreEntry } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { stateText, subjectText } from "./operation-text.ts";

const command: CommandSpec = {
  summary: "List the restores with who asked for them, from what, and how they ended, newest first",
  async run(cli) {
    cli.output.table(
      await listRestores(await cli.context()),
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "OF", value: of },
        { title: "FROM", value: from },
        { title: "ASKED", value: ({ createdAt }) => createdAt },
        { title: "BY", value: (entry) => (entry.origin === "operation" ? entry.requestedBy : "-") },
        { title: "UNDO", value: undo },
        { title: "STATE", value: state },
      ],
      "There is no restore.",
    );
  },
};

function of(entry: RestoreEntry): string {
  if (entry.origin === "velero") return entry.restore.application ?? "-";
  return entry.kind === "restore" ? subjectText(entry.of) : `${subjectText(entry.of)} (${entry.kind})`;
}

function from(entry: RestoreEntry): string {
  return entry.origin === "velero" ? (entry.restore.set ?? entry.restore.backup) : (entry.set ?? "-");
}

function undo(entry: RestoreEntry): string {
  if (entry.origin === "velero" || entry.undo.kind === "cannot") return "-";
  return entry.undo.until === undefined ? "yes" : `until ${entry.undo.until}`;
}

function state(entry: RestoreEntry): string {
  return entry.origin === "velero" ? `${entry.restore.phase} (no operation of Holdfast is known)` : stateText(entry);
}

export default command;
