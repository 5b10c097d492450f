import { Fault } from "@holdfast/domain";
import type { RestoreRequest } from "./restore-request.ts";

/** What a person types to confirm: the applications' slugs with commas; for more than applications the backup's name. */
export function confirmationWord({ scope, set }: Pick<RestoreRequest, "scope" | "set">): string {
  return scope.kind === "applications" ? scope.slugs.join(",") : set;
}

/** Faults: confirmation-missing, when something else was typed. */
export function requireConfirmation(request: Pick<RestoreRequest, "scope" | "set">, typed: string): void {
  const word = confirmationWord(request);
  if (typed === word) return;
  throw new Fault("confirmation-missing", "Nothing was restored; nothing was changed.", {
    reason: typed === "" ? "Nothing was typed to confirm it." : `${JSON.stringify(typed)} was typed to confirm it.`,
    remedy: `Type ${word}.`,
  });
}
