import { refuseStopping } from "@holdfast/domain";
import { previewRestore } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { readRestoreRequest, restoreRequestOptions } from "./read-restore-request.ts";
import { planText } from "./restore-plan-text.ts";
import { viewPlan } from "./restore-plan-view.ts";

const command: CommandSpec = {
  summary: "Show what a restore would do, and check that it can be done",
  help: `Reads the whole backup, compares it with what is in the cluster, and says what would be added, changed, deleted and
kept, which volumes are wiped, and what cannot be undone. Nothing is deleted or restored.

The hash stands for what would be done, not for sizes, times or contents. \`holdfast restore create --yes --plan HASH\`
does exactly that, or nothing.

The exit code is 9 when a check refuses, or asks for something that was not accepted with --accept.

  holdfast restore plan --from-backup m-abcde-20261121103439-x1y2 --app guestbook
  holdfast restore plan --from-backup m-abcde-20261121103439-x1y2 --full -o json`,
  options: [...restoreRequestOptions, ["--details", "name every object, every changed field and every check"]],
  repeatable: ["app", "accept"],
  async run(cli, input) {
    const request = readRestoreRequest(input);
    const context = await cli.context();
    const preview = await previewRestore(context, request);
    const now = context.clock.now();
    cli.output.result(viewPlan(preview), () => planText(preview, { now, details: input.flag("details") }));
    refuseStopping(preview.checks, request.accepted);
  },
};

export default command;
