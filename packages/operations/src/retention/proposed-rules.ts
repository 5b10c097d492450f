import { Fault, hoursOfTtl } from "@holdfast/domain";
import type { RetentionRules } from "@holdfast/domain";
import { examineApplications } from "../backups/backupable.ts";
import type { Context } from "../context.ts";

/** What a vendor's `kind: Backup` proposes with its ttl. Nobody has to take it. */
export interface ProposedRules {
  readonly slug: string;
  readonly rules: RetentionRules;
}

/** Of every installed application whose vendor proposes something; none where they cannot be read. */
export async function proposedRules(context: Context): Promise<readonly ProposedRules[]> {
  try {
    const { backupable } = await examineApplications(context);
    return backupable.flatMap(({ slug, vendor }) => {
      const hours = hoursOfTtl(vendor.spec.ttl ?? "");
      return hours === undefined ? [] : [{ slug, rules: { keepForHours: hours } }];
    });
  } catch (error) {
    // A proposal only: what keeps it from being read is told where the application is shown.
    if (error instanceof Fault) return [];
    throw error;
  }
}
