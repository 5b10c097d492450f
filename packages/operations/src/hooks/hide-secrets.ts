import type { HookRun } from "@holdfast/domain";
import { maskValues } from "../applications/mask-secrets.ts";
import type { KnownSecrets } from "./application-secrets.ts";

/**
 * Hooks as they may be shown and kept: without the application's secrets. When these are not known, without what could
 * hold one.
 */
export function hideSecrets(runs: readonly HookRun[], secrets: KnownSecrets): readonly HookRun[] {
  switch (secrets.kind) {
    case "known":
      return maskValues(runs, secrets.values);
    case "unknown":
      return runs.map((run) => withoutTexts(run, secrets.reason));
  }
}

function withoutTexts({ command: _command, ...run }: HookRun, why: string): HookRun {
  if (run.output.kind === "missing") return run;
  const reason = `left out, since the passwords that it may hold are not known (${why}); \`holdfast backup logs\` has it`;
  return { ...run, output: { kind: "missing", reason } };
}
