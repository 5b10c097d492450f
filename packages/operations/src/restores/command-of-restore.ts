import { Fault } from "@holdfast/domain";
import type { RestoreRequest, RestoreScope } from "./restore-request.ts";

/** The same restore at the command line. */
export function commandOfRestore({ set, scope, safety, allowPartiallyFailed, accepted }: RestoreRequest): string {
  return [
    "holdfast restore create",
    `--from-backup ${set}`,
    ...optionsOf(scope),
    ...(safety ? [] : ["--no-safety-snapshot"]),
    ...(allowPartiallyFailed ? ["--allow-partially-failed"] : []),
    ...accepted.map((code) => `--accept ${code}`),
  ].join(" ");
}

function optionsOf(scope: RestoreScope): readonly string[] {
  switch (scope.kind) {
    case "applications":
      return scope.slugs.map((slug) => `--app ${slug}`);
    case "full":
      return ["--full", ...imageOption(scope.consoleImage)];
    case "console":
      return ["--console-only", ...imageOption(scope.consoleImage)];
  }
}

function imageOption(image: string | undefined): readonly string[] {
  return image === undefined ? [] : [`--console-image ${image}`];
}

/**
 * For who asks the server: it is stopped and replaced by a restore of the console, so that only the command line can
 * drive that to its end. Faults: command-line-only, with the command.
 */
export function refuseConsoleScope(request: RestoreRequest): void {
  if (request.scope.kind === "applications") return;
  throw new Fault("command-line-only", "A restore that replaces the console is made at the command line.", {
    reason: "The console's server is stopped and replaced by it, so that the server cannot drive it to its end.",
    remedy: `Run \`${commandOfRestore(request)}\` with a kubeconfig of this cluster; it shows the plan and asks.`,
  });
}
