import type { HeldLicense } from "@holdfast/domain";
import type { ApplicationRecords } from "./application-records.ts";

/** What the license gate is asked with. */
export function heldLicense(records: Pick<ApplicationRecords, "license" | "entitlementLostAt">): HeldLicense {
  return { license: records.license?.license, entitlementLostAt: records.entitlementLostAt };
}
