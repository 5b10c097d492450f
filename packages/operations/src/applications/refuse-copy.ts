import { Fault } from "@holdfast/domain";
import type { InstalledApplication } from "./application.ts";

/**
 * A copy is there to be looked at: a deployment would give it cluster-scoped objects that belong to the original, and its
 * backup would be one of an application that no vendor ships. Faults: application-is-copy.
 */
export function refuseCopy({ slug, copyOf }: InstalledApplication, what: string): void {
  if (copyOf === undefined) return;
  throw new Fault("application-is-copy", `${slug} is a copy, and a copy is not ${what}.`, {
    reason: `It was made of ${copyOf.slug} from the backup ${copyOf.set}, to be looked at and removed.`,
    remedy: `Do it with ${copyOf.slug} itself. Remove the copy with \`holdfast app remove ${slug}\` when it is no longer needed.`,
  });
}
