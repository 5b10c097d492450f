import { Fault, refuseStopping } from "@holdfast/domain";
import type { BackupBeforeUpgrade } from "@holdfast/domain";
import {
  applicationsRequest,
  createRestore,
  findBackupToGoBackTo,
  previewRestore,
  rollbackApplication,
} from "@holdfast/operations";
import type { Context } from "@holdfast/operations";
import { describeDeployed, viewDeployed } from "./app-describe-deployed.ts";
import { deployChoices, deployOptions } from "./app-given-values.ts";
import type { Cli, CommandInput, CommandSpec } from "./command.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { planText } from "./restore-plan-text.ts";

const command: CommandSpec = {
  summary: "Go back to an earlier release: its manifests only, or with the data from before the upgrade",
  help: `--manifests-only deploys the manifests of the earlier release again. Config values, the license and everything in
volumes and databases stay as they are: a data base that the newer release has changed may not fit.
--with-data restores the backup that the upgrade made before it changed anything: the release, its config values and its
data are as they were then, and what was written since is gone. What it would do is shown first and asked for; the
restore can be undone. Without a sequence it goes back over the last upgrade only; what lies further back is to be named.
When such a backup exists and neither is given, the command asks; without a terminal it is refused.

Examples:
  holdfast app rollback guestbook --with-data
  holdfast app rollback guestbook 3 --manifests-only`,
  arguments: [
    ["<slug>", "the application"],
    ["[sequence]", "sequence of an earlier release (default: the one before)"],
  ],
  options: [
    ["--manifests-only", "deploy the earlier manifests; data stays as it is"],
    ["--with-data", "restore the backup from before the upgrade"],
    ["--yes", "with --with-data: do not ask"],
    ["--accept <code>", "with --with-data: accept the check of this code; may be given several times"],
    ...deployOptions,
  ],
  repeatable: ["accept"],
  async run(cli, input) {
    const wish = readWish(input);
    const context = await cli.context();
    const backup = await chooseBackup(cli, context, wish);
    if (backup === undefined) await rollBackManifests(cli, context, { ...wish, input });
    else await restoreBackup(cli, context, { ...wish, input, backup });
  },
};

interface Wish {
  readonly slug: string;
  readonly sequence?: number;
  readonly way: "manifests" | "data" | "not-said";
}

/** Faults: invalid-argument. */
function readWish(input: CommandInput): Wish {
  const [slug, text] = input.args.map(String);
  const [manifests, data] = [input.flag("manifests-only"), input.flag("with-data")];
  if (manifests && data) {
    throw new Fault("invalid-argument", "--manifests-only and --with-data exclude each other", {
      remedy: "Give one of them",
    });
  }
  const said = manifests ? "manifests" : "not-said";
  const sequence = input.args[1] === undefined ? {} : { sequence: readSequence(text ?? "") };
  return { slug: slug ?? "", ...sequence, way: data ? "data" : said };
}

function readSequence(text: string): number {
  if (/^[1-9][0-9]*$/u.test(text)) return Number(text);
  throw new Fault("invalid-argument", `A sequence is a positive whole number, not "${text}"`, {
    remedy: "holdfast app show SLUG lists the stored releases with their sequences",
  });
}

/** The backup to restore; undefined: only manifests go back. */
async function chooseBackup(cli: Cli, context: Context, wish: Wish): Promise<BackupBeforeUpgrade | undefined> {
  if (wish.way === "manifests") return undefined;
  const backup = await findBackupToGoBackTo(context, wish.slug, wish.sequence);
  if (wish.way === "data") return backup ?? refuseWithoutBackup(wish);
  if (backup === undefined) {
    cli.output.note("There is no backup from before an upgrade to go back to.");
    return undefined;
  }
  if (!cli.output.interactive) throw undecided(wish, backup);
  const { set, versionLabel, createdAt } = backup;
  const question = `Go back with the data of ${versionLabel} from ${createdAt} (${set}), or only with the manifests?`;
  const answer = await cli.output.choose(question, ["with-data", "manifests-only"]);
  if (answer === undefined) throw undecided(wish, backup);
  return answer === "with-data" ? backup : undefined;
}

function refuseWithoutBackup({ slug, sequence }: Wish): never {
  const which = sequence === undefined ? "before an upgrade" : `before the upgrade from sequence ${sequence}`;
  throw new Fault("backup-not-found", `There is no backup of ${slug} from ${which}.`, {
    reason: "None was made, or it was deleted since.",
    remedy: `Restore another backup (\`holdfast backup list --app ${slug}\`, \`holdfast restore create\`), or go back with the manifests: \`holdfast app rollback ${slug} --manifests-only\`.`,
  });
}

function undecided({ slug, sequence }: Wish, { set, createdAt }: BackupBeforeUpgrade): Fault {
  const what = sequence === undefined ? slug : `${slug} ${sequence}`;
  return new Fault("confirmation-missing", `It was not said how ${slug} is to go back; nothing was changed.`, {
    reason: `There is a backup from before its upgrade: ${set}, made at ${createdAt}.`,
    remedy: `With that data: \`holdfast app rollback ${what} --with-data --yes\`. Only the manifests: \`holdfast app rollback ${what} --manifests-only\`.`,
  });
}

async function rollBackManifests(
  cli: Cli,
  context: Context,
  { slug, sequence, input }: Wish & { readonly input: CommandInput },
): Promise<void> {
  cli.output.note("Only manifests are rolled back; data, config values and the license stay as they are.");
  const deployed = await rollbackApplication(context, {
    slug,
    ...deployChoices(input),
    ...(sequence === undefined ? {} : { sequence }),
  });
  cli.output.result(viewDeployed(deployed), (view) => describeDeployed(view, "is rolled back (manifests only)"));
}

async function restoreBackup(
  cli: Cli,
  context: Context,
  { slug, input, backup }: Wish & { readonly input: CommandInput; readonly backup: BackupBeforeUpgrade },
): Promise<void> {
  const request = { ...applicationsRequest(backup.set, [slug]), accepted: input.texts("accept") };
  const preview = await previewRestore(context, request);
  cli.output.note(planText(preview, { details: false, now: context.clock.now() }));
  refuseStopping(preview.checks, request.accepted);
  const question = `Go back to ${slug} ${backup.versionLabel} with its data?`;
  if (!input.flag("yes") && !(await cli.output.confirm(question, slug, "--yes"))) {
    throw new Fault("confirmation-missing", `${slug} was not rolled back; nothing was changed.`, {
      remedy: "Type the slug, or give --yes.",
    });
  }
  const operation = await createRestore(context, request, preview);
  cli.output.note(`Operation ${operation.id}`);
  const record = await awaitOutcome(cli, context, operation.id);
  const view = { slug, backup: backup.set, sequence: backup.sequence, operation: record.id, state: record.state };
  cli.output.result(view, ({ state }) => (state.stage === "done" ? `${state.summary}.` : state.stage));
}

export default command;
