import { createUndo, previewUndo, requireSamePlan } from "@holdfast/operations";
import type { UndoPreview } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { confirmRestore } from "./confirm-restore.ts";
import { chosenDriver, driverOption } from "./driver-option.ts";
import { awaitRestore } from "./restore-outcome.ts";
import { planText } from "./restore-plan-text.ts";
import { viewPlan } from "./restore-plan-view.ts";

const command: CommandSpec = {
  summary: "Go back to what was there before a restore",
  help: `Restores the safety snapshot that the restore took before it deleted anything. First shows until when that is possible,
what is lost by it and what would be done, and asks. A restore that failed half-way can be undone, too: what it changed is
brought back, and nobody has to resume that any more. Parts that the snapshot does not hold stay as they are, to be resumed.

  holdfast restore undo restore-x1y2z3`,
  arguments: [["<name>", "id of the restore, as `holdfast restore list` shows it"]],
  options: [
    ["--no-safety-snapshot", "take no snapshot of what is there now: the undoing can then not be undone"],
    ["--allow-partially-failed", "restore what the snapshot holds that failed in part"],
    ["--accept <code>", "accept the check of this code; may be given several times"],
    ["--plan <hash>", "do exactly the plan of this hash, or nothing"],
    ["--yes", "do not ask"],
    ["--dry-run", "show what would be done and end"],
    driverOption,
  ],
  repeatable: ["accept"],
  async run(cli, input) {
    const driver = chosenDriver(input);
    const context = await cli.context();
    const undo = await previewUndo(context, String(input.args[0]), {
      safety: !input.flag("no-safety-snapshot"),
      allowPartiallyFailed: input.flag("allow-partially-failed"),
      accepted: input.texts("accept"),
    });
    const text = `${describe(undo)}\n\n${planText(undo.preview, { now: context.clock.now(), details: false })}`;
    if (input.flag("dry-run")) {
      cli.output.result({ undo: undo.undo, losesSince: undo.losesSince, plan: viewPlan(undo.preview) }, () => text);
      return;
    }
    cli.output.note(text);
    requireSamePlan(undo.preview, input.text("plan"));
    await confirmRestore(cli, undo.preview, input.flag("yes"));
    const operation = await createUndo(context, undo);
    await awaitRestore(cli, context, { operation, driver });
  },
};

function describe({ restore, undo, losesSince }: UndoPreview): string {
  return [
    `Undoing ${restore.id}, asked for at ${restore.createdAt} by ${restore.requestedBy}.`,
    ...(undo.until === undefined ? [] : [`This is possible until ${undo.until}; then its safety snapshot expires.`]),
    `What was written to ${undo.applications.join(", ")} since ${losesSince} is lost.`,
  ].join("\n");
}

export default command;
