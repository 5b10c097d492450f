import { redactText } from "@holdfast/domain";
import type { HookRun, Statement } from "@holdfast/domain";
import type { ResultEntry } from "@holdfast/velero";
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

/**
 * Warnings and errors as they may be shown: they quote hooks and objects, so that both what is known and what looks like
 * a secret goes. Unlike hooks' outputs they are shown when the secrets are not known: they say why a backup is bad.
 */
export function hideInEntries(entries: readonly ResultEntry[], secrets: KnownSecrets): readonly ResultEntry[] {
  const values = secrets.kind === "known" ? secrets.values : [];
  return entries.map((entry) => ({ ...entry, message: redactText(maskValues(entry.message, values)) }));
}

/** What findings quote: also what Velero, its pods and the destination say. */
export function hideInStatements(statements: readonly Statement[]): readonly Statement[] {
  return statements.map((statement) => ({ ...statement, text: redactText(statement.text) }));
}

function withoutTexts({ command: _command, ...run }: HookRun, why: string): HookRun {
  if (run.output.kind === "missing") return run;
  return { ...run, output: { kind: "missing", reason: leftOut(why) } };
}

export function leftOut(why: string): string {
  return `left out, since the passwords that it may hold are not known (${why}); \`holdfast backup logs\` has it`;
}
