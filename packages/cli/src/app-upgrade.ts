import { createUpgrade, loadLicense, loadRelease, previewUpgrade } from "@holdfast/operations";
import type { Context, UpgradeBackup, UpgradePreview } from "@holdfast/operations";
import { deployChoices, deployOptions, readGiven } from "./app-given-values.ts";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { judgementLines } from "./judgement-text.ts";
import { awaitOutcome } from "./operation-outcome.ts";

const command: CommandSpec = {
  summary: "Deploy a newer release of an installed application, after a backup of it",
  help: `First the application is backed up, and nothing is changed until that backup is complete: holdfast app rollback
--with-data goes back to it. When no backup can be made, for example because the license does not allow it, the command
says why and goes on only when that is confirmed, or with --no-backup. The deployed release may be given again: it repairs
what was changed or interrupted, and needs no backup.

Objects that left the release are deleted; claims with data, namespaces and CustomResourceDefinitions are kept and named. A
release with another vendor key than the pinned one is refused unless --trust-key names the new key's id.

This command does the work itself, with your rights. An upgrade that was stopped goes on with holdfast operation resume.

Examples:
  holdfast app upgrade guestbook-1.1.0.tgz
  holdfast app upgrade guestbook-1.1.0.tgz --set replicas=3 --no-backup`,
  arguments: [["<release>", "release directory or .tgz"]],
  options: [
    ["--no-backup", "make no backup before; the data can then not be taken back"],
    ["--license <file>", "a license that comes with the release"],
    ["--set <key=value>", "config value; may be given several times"],
    ["--set-file <key=path>", "config value from a file, - for standard input; may be given several times"],
    ["--trust-key <keyid>", "accept the vendor's new key of this id"],
    ["--adopt-namespace", "take a namespace that holds objects of others; its backups and restores are of all in it"],
    ...deployOptions,
  ],
  repeatable: ["set", "set-file"],
  async run(cli, input) {
    const context = await cli.context();
    const request = await readRequest(cli, input);
    const preview = await previewUpgrade(context, request);
    announce(cli, preview);
    const withoutBackup = request.withoutBackup || (await acceptsNone(cli, preview));
    const operation = await createUpgrade(context, { ...request, withoutBackup }, preview);
    cli.output.note(`Operation ${operation.id}`);
    const record = await upgrade(cli, context, operation.id, preview);
    const { slug, from, to, backup } = preview;
    const view = { slug, from, to, backup: backup.kind, operation: record.id, state: record.state };
    cli.output.result(view, ({ state }) => (state.stage === "done" ? `${state.summary}.` : state.stage));
  },
};

async function readRequest(cli: Cli, input: CommandInput) {
  const release = await loadRelease(String(input.args[0]));
  const license = input.text("license");
  const trustKey = input.text("trust-key");
  return {
    release,
    given: await readGiven(cli, input.texts("set"), input.texts("set-file")),
    withoutBackup: input.flag("no-backup"),
    ...deployChoices(input),
    ...(license === undefined ? {} : { license: await loadLicense(license) }),
    ...(trustKey === undefined ? {} : { trustKey }),
  };
}

function announce({ output }: Cli, { slug, from, backup, judgements }: UpgradePreview): void {
  for (const line of judgementLines(judgements)) output.warn(line);
  switch (backup.kind) {
    case "take":
      output.note(`First ${slug} ${from.versionLabel} is backed up; nothing is changed until that backup is complete.`);
      return;
    case "kept":
      output.note(`A deployment of ${slug} was interrupted. The backup from before it, ${backup.set}, is kept.`);
      return;
    case "not-needed":
      output.note(`The deployed release of ${slug} is deployed again; no backup is made before.`);
      return;
    case "declined":
      output.warn(`No backup of ${slug} is made before: its data cannot be taken back to ${from.versionLabel}.`);
      return;
    case "impossible":
      output.warn(`No backup of ${slug} can be made before. ${whyNone(backup)}`);
  }
}

function whyNone({ fault }: Extract<UpgradeBackup, { readonly kind: "impossible" }>): string {
  return [fault.message, fault.reason].filter((text) => text !== undefined).join(" ");
}

/** Asks only at a terminal; otherwise the upgrade is refused, with the reason. */
async function acceptsNone({ output }: Cli, { slug, from, backup }: UpgradePreview): Promise<boolean> {
  if (backup.kind !== "impossible" || !output.interactive) return false;
  const question = `Upgrade ${slug} without a backup? Its data could not be taken back to ${from.versionLabel}.`;
  return output.confirm(question, slug, "--no-backup");
}

/** A failed upgrade says how to go back. */
async function upgrade(cli: Cli, context: Context, id: string, { slug, backup }: UpgradePreview) {
  try {
    return await awaitOutcome(cli, context, id);
  } catch (error) {
    if (backup.kind === "take" || backup.kind === "kept") {
      cli.output.note(`When it had begun to deploy, this goes back: holdfast app rollback ${slug} --with-data`);
    }
    throw error;
  }
}

export default command;
