import { Fault } from "@holdfast/domain";
import { confirmRecoveryKit, destinationsWithoutCredentials, exportRecoveryKit } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { passphraseOption, readPassphrase } from "./recovery-passphrase.ts";
import { writeNewFile } from "./vendor-write-file.ts";

const command: CommandSpec = {
  summary: "Write what a new cluster needs into one small encrypted file",
  help: `The file holds the password of the volumes' repositories, without which no backup of a volume can be read,
where the destinations are, the versions in use and the vendors' keys. Keep it outside this cluster and outside the
destination, and its passphrase apart from it. docs/formats/recovery-kit.md says how to open it without Holdfast.

Examples:
  holdfast recovery kit export --to holdfast.kit
  holdfast recovery kit export --to holdfast.kit --passphrase-file - < passphrase`,
  options: [
    ["--to <file>", "the file; an existing one is never overwritten"],
    passphraseOption,
    ["--with-credentials", "put the destinations' access keys into it, too"],
  ],
  async run(cli, input) {
    const path = input.text("to");
    if (path === undefined) {
      throw new Fault("invalid-argument", "--to is missing", { remedy: "Give a file name with --to" });
    }
    const context = await cli.context();
    const passphrase = await readPassphrase(cli, input, "twice");
    const withCredentials = input.flag("with-credentials");
    const { kit, file } = await exportRecoveryKit(context, { passphrase, withCredentials });
    await writeNewFile(path, file, 0o600);
    // Only a kit that is on a disk ends the reminders.
    await confirmRecoveryKit(context, kit);
    const destinations = kit.destinations.map(({ name }) => name);
    const withoutCredentials = withCredentials ? destinationsWithoutCredentials(kit) : [];
    const missing = withCredentials ? { withoutCredentials } : {};
    cli.output.result({ file: path, createdAt: kit.createdAt, destinations, ...missing }, () =>
      [
        `The recovery kit is in ${path}. It holds the repository password and ${destinations.length === 0 ? "no destination" : `the destinations ${destinations.join(", ")}`}.`,
        ...(withoutCredentials.length === 0
          ? []
          : [
              `It holds no access keys of ${withoutCredentials.join(", ")}: Velero's namespace has no Secret with them. If Velero needs none there, all is well; else keep them with the kit.`,
            ]),
        "Keep it outside this cluster and outside the destination, and the passphrase apart from it.",
        `See that it opens: holdfast recovery kit check ${path}`,
      ].join("\n"),
    );
  },
};

export default command;
