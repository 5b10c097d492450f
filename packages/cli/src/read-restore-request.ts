import { Fault } from "@holdfast/domain";
import type { RestoreRequest, RestoreScope } from "@holdfast/operations";
import type { CommandInput, CommandSpec } from "./command.ts";
import { neededText } from "./app-needed-text.ts";

/** What a restore and its plan are asked for with. */
export const restoreRequestOptions: NonNullable<CommandSpec["options"]> = [
  ["--from-backup <name>", "the backup"],
  ["--app <slug>", "this application; may be given several times"],
  ["--full", "the console and all applications of the backup"],
  ["--console-only", "the console; applications stay as they are"],
  ["--console-image <image>", "image of the console's server, for a registry of one's own (default: the backup's)"],
  ["--no-safety-snapshot", "take no snapshot of what is there now: the restore can then not be undone"],
  ["--allow-partially-failed", "restore what a backup holds that failed in part"],
  ["--accept <code>", "accept the check of this code; may be given several times"],
];

/** Faults: invalid-argument. */
export function readRestoreRequest(input: CommandInput): RestoreRequest {
  return {
    set: neededText(input, "from-backup"),
    scope: readScope(input),
    safety: !input.flag("no-safety-snapshot"),
    allowPartiallyFailed: input.flag("allow-partially-failed"),
    accepted: input.texts("accept"),
  };
}

function readScope(input: CommandInput): RestoreScope {
  const slugs = input.texts("app");
  const [full, console] = [input.flag("full"), input.flag("console-only")];
  if ([slugs.length > 0, full, console].filter(Boolean).length !== 1) {
    throw new Fault("invalid-argument", "What is to be restored is not clear.", {
      remedy: "Give exactly one of --app SLUG (as often as needed), --full and --console-only.",
    });
  }
  const consoleImage = input.text("console-image");
  if (slugs.length > 0) {
    if (consoleImage === undefined) return { kind: "applications", slugs };
    throw new Fault("invalid-argument", "--console-image goes with --full or --console-only.", {
      remedy: "Leave it out: a restore of applications leaves the console as it is.",
    });
  }
  return { kind: full ? "full" : "console", ...(consoleImage === undefined ? {} : { consoleImage }) };
}
