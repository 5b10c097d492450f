import { Fault, hookFailed } from "@holdfast/domain";
import { testHooks } from "@holdfast/operations";
import type { HookTestOutcome } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { hookLines } from "./detail-text.ts";

const command: CommandSpec = {
  summary: "Run an application's backup hooks in its pods, without a backup",
  help: `In each pod the pre hooks run, then always its post hooks: also when a pre hook fails, and after Ctrl-C, so that
nothing stays stopped. Restore hooks may overwrite data: they run only with --restore-hooks, after the slug was typed.
The exit code is 7 when a hook failed.`,
  options: [
    ["--app <slug>", "the application"],
    ["--restore-hooks", "also run the hooks of a restore"],
    ["--yes", "do not ask before restore hooks"],
  ],
  async run(cli, input) {
    const slug = input.text("app");
    if (slug === undefined) {
      throw new Fault("invalid-argument", "Say whose hooks to test", { remedy: "Give --app SLUG; holdfast app list" });
    }
    const restoreHooks = input.flag("restore-hooks");
    if (restoreHooks && !input.flag("yes")) {
      const question = `The restore hooks of ${slug} run on the data that is there, and may overwrite it. Run them?`;
      if (!(await cli.output.confirm(question, slug, "--yes"))) {
        throw new Fault("confirmation-missing", "No hook was run", { remedy: "Type the slug, or give --yes" });
      }
    }
    const outcome = await testHooks(await cli.context(), { slug, restoreHooks });
    cli.output.result({ slug, ...outcome }, describe);
    if (outcome.interrupted) {
      cli.signal.throwIfAborted();
      throw lockLost(slug, outcome);
    }
    refuseFailed(slug, outcome);
  },
};

function lockLost(slug: string, { untested }: HookTestOutcome): Fault {
  const reached = untested.length === 0 ? "not every hook was run" : `${untested.join(", ")} were not tested`;
  return new Fault("locked", `The lock of ${slug} was lost while its hooks were tested.`, {
    reason: `something else may have worked on it meanwhile, and ${reached}`,
    remedy: "Look with `holdfast operation list` what works on it, then run the test again.",
  });
}

function describe({ runs, without }: HookTestOutcome): string {
  return [
    ...runs.flatMap(hookLines),
    ...(without.length === 0 ? [] : [`Pods without a hook: ${without.join(", ")}`]),
  ].join("\n");
}

function refuseFailed(slug: string, { runs }: HookTestOutcome): void {
  const failed = runs.filter(hookFailed);
  if (failed.length === 0) return;
  throw new Fault("hooks-failed", `${failed.length} of ${runs.length} hooks of ${slug} failed.`, {
    reason: failed.map((run) => hookLines(run)[0] ?? "").join("\n"),
    remedy: "What they wrote is above. A backup would be partial, or hold data that is not what it should be.",
  });
}

export default command;
