import { Fault } from "@holdfast/domain";
import type { MadeClaimPlan } from "./claim-input.ts";

export interface Filling {
  readonly operation: string;
  /** Counts the tries: a name that was used is never used again. */
  readonly attempt: number;
  readonly veleroNamespace: string;
  readonly made: MadeClaimPlan;
}

/** Of the pod and of the transfer of one try; short enough to be a label's value. */
export function nameOf({ operation, attempt }: Filling): string {
  return `${operation}-${attempt}`;
}

/** The number of the try in such a name; undefined for any other name. */
export function attemptIn(name: string, operation: string): number | undefined {
  const number = name.startsWith(`${operation}-`) ? name.slice(operation.length + 1) : "";
  return /^[1-9]\d*$/u.test(number) ? Number(number) : undefined;
}

export function notOurs(what: string): Fault {
  return new Fault("already-exists", `There is another ${what}.`, {
    reason: "It was not made by this operation, and is left as it is.",
    remedy: "Remove it, or start the restore again; it gets a new name.",
    where: what,
  });
}
