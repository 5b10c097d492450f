import { makeSupportBundle, readSavedBundle } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { writeNewFile } from "./vendor-write-file.ts";

const command: CommandSpec = {
  summary: "Write one file with what somebody needs to understand what goes wrong, without secrets",
  help: `In it: versions, status and checks; objects of Holdfast, of Velero and of the applications with their events; logs of
the server, of Velero and its node agents, and of failed backups; records of operations, reports of backups and hooks.
Not in it: what applications log, the entries of their ConfigMaps, and secrets: of Secrets only names and sizes are kept,
and every value of every Secret in these namespaces is searched for in all of the rest, as is whatever is named or formed
like a secret. A secret that is in no Secret and that a program writes without a name cannot be recognised: look into the
file before you send it. about.json in it names what could not be read.

The server makes a small one by itself when a backup, a restore or a deletion failed, and keeps the newest three:
holdfast support list.

Examples:
  holdfast support bundle
  holdfast support bundle --to bundle.tar.gz
  holdfast support bundle --saved 20260301120000-ab12 --to then.tar.gz`,
  options: [
    ["--to <file>", "the file; an existing one is never overwritten (default: named after the time)"],
    ["--saved <name>", "one that the server made when something failed"],
  ],
  async run(cli, input) {
    const context = await cli.context();
    const saved = input.text("saved");
    const stamp = saved ?? new Date(context.clock.now()).toISOString().replaceAll(/\D/gu, "").slice(0, 14);
    const file = input.text("to") ?? `holdfast-support-${stamp}.tar.gz`;
    if (saved !== undefined) {
      const archive = await readSavedBundle(context, saved);
      await writeNewFile(file, archive, 0o600);
      cli.output.result(
        { file, bytes: archive.length },
        () => `The saved bundle is in ${file} (${archive.length} bytes).`,
      );
      return;
    }
    context.report({ message: "Gathering objects, events, logs and records" });
    const bundle = await makeSupportBundle(context);
    await writeNewFile(file, bundle.archive, 0o600);
    const { files, notRead, createdAt } = bundle;
    cli.output.result({ file, bytes: bundle.archive.length, createdAt, files, notRead }, () =>
      [
        `The support bundle is in ${file} (${files.length} files, ${bundle.archive.length} bytes).`,
        ...(notRead.length === 0 ? [] : ["Not in it, since it could not be read:"]),
        ...notRead.map(({ what, reason }) => `  ${what}: ${reason}`),
        "Known secrets are taken out. Look into it before you send it: what a program wrote in its own way may be left.",
      ].join("\n"),
    );
  },
};

export default command;
