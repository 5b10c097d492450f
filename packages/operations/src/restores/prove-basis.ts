import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import type { Job } from "../steps/step.ts";
import { findBasis } from "./find-basis.ts";
import { webhooksOf } from "./make-plan.ts";
import type { PlanBasis } from "./make-plan.ts";
import type { RestoreInput } from "./restore-input.ts";

/** What the plan stands on, read from the backup now. Faults: as findBasis. */
export async function proveBasis(context: Context, input: RestoreInput): Promise<PlanBasis> {
  const { member, covered, filters, rendered, application } = await findBasis(context, input);
  return {
    backup: { set: input.set, name: member.backup.name, uid: member.backup.uid },
    slug: input.slug,
    namespaces: application.namespaces,
    covered,
    filters,
    webhooks: webhooksOf(rendered),
  };
}

/** The same for a try that nobody confirms anew: it must be the backup that was. Faults: as findBasis, plan-changed. */
export async function proveSameBackup({ context, input, id }: Job<RestoreInput>): Promise<PlanBasis> {
  const basis = await proveBasis(context, input);
  if (basis.backup.uid === input.backupUid) return basis;
  throw new Fault("plan-changed", `Backup ${input.backup} is not the one that the restore was confirmed with.`, {
    reason: "It was deleted, and another one of the same name is in its place; nothing was deleted since the resume.",
    remedy: "Start the restore again and confirm it anew.",
    where: `operation ${id}`,
  });
}
