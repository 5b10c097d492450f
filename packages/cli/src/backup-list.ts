import { listBackupSets, listVolumeSizes, sizeOfSet } from "@holdfast/operations";
import type { VolumeSize } from "@holdfast/operations";
import { kindText, viewSet } from "./backup-outcome.ts";
import type { SetView } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";
import { formatBytes } from "./progress-line.ts";

type SizedSet = SetView & { readonly sizeBytes: VolumeSize };

const command: CommandSpec = {
  summary: "List the backups, newest first",
  help: `Every set of Holdfast is one line. Backups that Velero's own command or another program made are listed as made
outside Holdfast; they can be shown, and restored with the program that made them.

SIZE is what the volumes held when they were backed up, as far as Velero's records in this cluster tell; "unknown" when
they tell nothing, as for a backup without volumes. In the store it takes less: what did not change is kept once.`,
  options: [["--app <slug>", "only backups that hold this application"]],
  async run(cli, input) {
    const context = await cli.context();
    const [found, sizes] = await Promise.all([listBackupSets(context), listVolumeSizes(context)]);
    const sets = found.map((set): SizedSet => ({ ...viewSet(set), sizeBytes: sizeOfSet(set, sizes) }));
    const slug = input.text("app");
    const chosen = slug === undefined ? sets : sets.filter((set) => set.members.some((member) => member.part === slug));
    cli.output.table<SizedSet>(
      chosen,
      [
        { title: "NAME", value: ({ name }) => name },
        { title: "KIND", value: kindText },
        { title: "STATE", value: ({ state }) => state },
        { title: "PARTS", value: ({ members }) => members.map((member) => member.part).join(",") },
        { title: "CREATED", value: ({ createdAt }) => createdAt },
        { title: "SIZE", value: ({ sizeBytes }) => sizeText(sizeBytes), alignRight: true },
        { title: "WARNINGS", value: ({ warnings }) => String(warnings), alignRight: true },
        { title: "ERRORS", value: ({ errors }) => String(errors), alignRight: true },
        { title: "DESTINATION", value: ({ destination }) => destination ?? "-" },
      ],
      "There is no backup. Make one with: holdfast backup create",
    );
  },
};

function sizeText(size: VolumeSize): string {
  return size === "unknown" ? size : formatBytes(size);
}

export default command;
