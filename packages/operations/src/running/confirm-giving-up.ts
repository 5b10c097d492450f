import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import type { LockSubject } from "../records/operation-record.ts";
import { planGivingUp } from "./cancel-operation.ts";

/** What stays half done, by the names that a person types. */
export function namesHeld(held: readonly LockSubject[]): readonly string[] {
  return held.map((subject) => (subject.kind === "application" ? subject.slug : "console"));
}

/** Faults: as planGivingUp, and confirmation-missing when its names, with commas, were not what was typed. */
export async function confirmGivingUp(context: Context, id: string, typed: string): Promise<void> {
  const word = namesHeld(await planGivingUp(context, id)).join(",");
  if (typed === word) return;
  throw new Fault("confirmation-missing", `Operation ${id} was not given up; nothing was changed.`, {
    remedy: `Type ${word}.`,
  });
}
