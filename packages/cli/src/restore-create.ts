import { Fault } from "@holdfast/domain";
import { createRestore, previewRestore, requireSamePlan } from "@holdfast/operations";
import { neededText } from "./app-needed-text.ts";
import type { CommandInput, CommandSpec } from "./command.ts";
import { confirmRestore } from "./confirm-restore.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { readRestoreRequest, restoreRequestOptions } from "./read-restore-request.ts";
import { restoreClaim } from "./restore-claim.ts";
import { restoreCopy } from "./restore-copy.ts";
import { awaitRestore } from "./restore-outcome.ts";
import { planText } from "./restore-plan-text.ts";
import { viewPlan } from "./restore-plan-view.ts";

const command: CommandSpec = {
  summary: "Restore applications, the console or everything from a backup",
  help: `First checks all that a restore needs, then shows what would be done, as \`holdfast restore plan\` does, and asks: for the
applications' slugs, or for the backup's name when the console is restored. Only volumes whose data the backup holds are
wiped.

Before anything is deleted, a safety snapshot is taken of the applications that are replaced. It is kept for 7 days,
counts against no license, and \`holdfast restore undo\` goes back to it. What it cannot hold has to be accepted, or the
snapshot declined with --no-safety-snapshot.

--yes --plan HASH does exactly the plan of that hash, or nothing. --yes alone plans and restores.

  holdfast restore create --from-backup m-abcde-20261121103439-x1y2 --app guestbook
  holdfast restore create --from-backup m-abcde-20261121103439-x1y2 --full`,
  options: [
    ...restoreRequestOptions,
    ["--claim <claim>", "only this claim of one application, as [NAMESPACE/]NAME; everything else stays as it is"],
    ["--as <slug>", "a copy of one application under this slug, in new namespaces beside what is there"],
    ["--map <namespaces>", "with --as: OLD=NEW, where a further namespace goes; may be given several times"],
    ["--plan <hash>", "do exactly the plan of this hash, or nothing"],
    ["--yes", "do not ask"],
    ["--dry-run", "show what would be done and end"],
    driverOption,
  ],
  repeatable: ["app", "accept", "map"],
  async run(cli, input) {
    const claim = input.text("claim");
    if (claim !== undefined) {
      return restoreClaim(cli, input, {
        set: neededText(input, "from-backup"),
        application: oneApplication(input),
        claim,
      });
    }
    const as = input.text("as");
    if (as !== undefined) {
      return restoreCopy(cli, input, {
        set: neededText(input, "from-backup"),
        application: oneApplication(input),
        as,
      });
    }
    const request = readRestoreRequest(input);
    const driver = chosenDriver(input);
    const context = await cli.context();
    const preview = await previewRestore(context, request);
    const text = planText(preview, { now: context.clock.now(), details: false });
    if (input.flag("dry-run")) {
      cli.output.result(viewPlan(preview), () => text);
      return;
    }
    cli.output.note(text);
    requireSamePlan(preview, input.text("plan"));
    await confirmRestore(cli, preview, input.flag("yes"));
    await awaitRestore(cli, context, { operation: await createRestore(context, request, preview), driver });
  },
};

function oneApplication(input: CommandInput): string {
  const [slug, ...more] = input.texts("app");
  if (slug !== undefined && more.length === 0) return slug;
  throw new Fault("invalid-argument", "A claim or a copy is of one application.", { remedy: "Give --app SLUG once." });
}

export default command;
