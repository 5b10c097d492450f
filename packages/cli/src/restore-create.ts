import { Fault, refuseStopping } from "@holdfast/domain";
import { applicationsRequest, createRestore, previewRestore } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { restoreClaim } from "./restore-claim.ts";
import { planText } from "./restore-plan-text.ts";
import { viewPlan } from "./restore-plan-view.ts";

const command: CommandSpec = {
  summary: "Restore one application from a backup",
  help: `First checks that the backup is complete and readable and that Velero can restore it, then shows what would be
deleted and what stays, and asks for the application's slug. Only volumes whose data the backup holds are wiped.
--dry-run ends after showing it.

  holdfast restore create --from-backup m-abcde-20261121103439-x1y2 --app guestbook`,
  options: [
    ["--from-backup <name>", "the backup"],
    ["--app <slug>", "the application"],
    ["--claim <claim>", "only this claim of it, as [NAMESPACE/]NAME; everything else stays as it is"],
    ["--yes", "do not ask"],
    ["--dry-run", "show what would be done and end"],
    driverOption,
  ],
  async run(cli, input) {
    const set = needed(input.text("from-backup"), "--from-backup");
    const application = needed(input.text("app"), "--app");
    const claim = input.text("claim");
    if (claim !== undefined) return restoreClaim(cli, input, { set, application, claim });
    const driver = chosenDriver(input);
    const context = await cli.context();
    const request = applicationsRequest(set, [application]);
    const preview = await previewRestore(context, request);
    const text = planText(preview, { now: context.clock.now(), details: false });
    if (input.flag("dry-run")) {
      cli.output.result(viewPlan(preview), () => text);
      return;
    }
    cli.output.note(text);
    refuseStopping(preview.checks, request.accepted);
    if (!input.flag("yes") && !(await cli.output.confirm(`Restore ${application}?`, application, "--yes"))) {
      throw new Fault("confirmation-missing", `${application} was not restored; nothing was changed.`, {
        remedy: "Type the slug, or give --yes.",
      });
    }
    const operation = await createRestore(context, request, preview);
    cli.output.note(`Operation ${operation.id}`);
    const record = await awaitOutcome(cli, context, operation.id, driver);
    const summary = record.state.stage === "done" ? record.state.summary : record.state.stage;
    cli.output.result({ application, backup: set, operation: record.id, state: record.state }, () => `${summary}.`);
  },
};

function needed(text: string | undefined, option: string): string {
  if (text !== undefined) return text;
  throw new Fault("invalid-argument", `${option} is missing.`, {
    remedy: "holdfast restore create --from-backup NAME --app SLUG; see `holdfast backup list`.",
  });
}

export default command;
