import { listBackupSets } from "@holdfast/operations";
import { viewSet } from "./backup-outcome.ts";
import type { SetView } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "List the backups, newest first",
  help: `Every set of Holdfast is one line. Backups that Velero's own command or another program made are listed as made
outside Holdfast; they can be shown, and restored with the program that made them.`,
  options: [["--app <slug>", "only backups that hold this application"]],
  async run(cli, input) {
    const sets = (await listBackupSets(await cli.context())).map(viewSet);
    const slug = input.text("app");
    const chosen = slug === undefined ? sets : sets.filter((set) => set.members.some((member) => member.part === slug));
    cli.output.table(
      chosen,
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "KIND", value: kindOf },
        { title: "STATE", value: ({ state }) => state },
        { title: "PARTS", value: ({ members }) => members.map((member) => member.part).join(",") },
        { title: "CREATED", value: ({ createdAt }) => createdAt },
        { title: "WARNINGS", value: ({ warnings }) => String(warnings), alignRight: true },
        { title: "ERRORS", value: ({ errors }) => String(errors), alignRight: true },
        { title: "DESTINATION", value: ({ destination }) => destination ?? "-" },
      ],
      "There is no backup. Make one with: holdfast backup create",
    );
  },
};

function kindOf({ origin, scope }: SetView): string {
  switch (origin) {
    case "holdfast":
      return scope;
    case "kots":
      return "made by KOTS";
    case "outside":
      return "made outside Holdfast";
  }
}

export default command;
