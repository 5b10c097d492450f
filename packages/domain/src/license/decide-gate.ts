import { isExpired } from "./license.ts";
import type { License } from "./license.ts";

/** Everything that somebody might think a license decides about. */
export const licensedWork = [
  "partial-backup",
  "full-backup",
  "safety-snapshot",
  "restore",
  "undo",
  "deletion",
  "listing",
  "reading-a-destination",
] as const;
export type LicensedWork = (typeof licensedWork)[number];

/** What is stored of one application's license. */
export interface HeldLicense {
  readonly license: License | undefined;
  /** When the issue came that took the right to make backups away; absent while nothing was taken. */
  readonly entitlementLostAt: string | undefined;
}

export type GateDecision =
  | { readonly kind: "allowed" }
  | {
      readonly kind: "refused";
      readonly because: "no-license" | "not-allowed" | "expired";
      /** Since when, as far as that is known. */
      readonly since?: string;
      /** A sentence for a person. */
      readonly reason: string;
    };

/**
 * The one answer to "does the license allow it?", for one application. New backups need the entitlement; whoever has a
 * backup may always bring it back, look at it and delete it, whatever became of the license. In a full backup the
 * application is left out and named; see decideFullBackup.
 */
export function decideGate(work: LicensedWork, held: HeldLicense, nowMilliseconds: number): GateDecision {
  switch (work) {
    case "partial-backup":
    case "full-backup":
      return decideNewBackup(held, nowMilliseconds);
    case "safety-snapshot":
    case "restore":
    case "undo":
    case "deletion":
    case "listing":
    case "reading-a-destination":
      return { kind: "allowed" };
  }
}

function decideNewBackup({ license, entitlementLostAt }: HeldLicense, now: number): GateDecision {
  if (license === undefined) return { kind: "refused", because: "no-license", reason: "No license of it is stored." };
  if (!license.isSnapshotSupported) {
    if (entitlementLostAt === undefined) {
      return { kind: "refused", because: "not-allowed", reason: "Its license does not allow backups." };
    }
    const reason = `Not entitled since ${entitlementLostAt}: the license issue that came then does not allow backups.`;
    return { kind: "refused", because: "not-allowed", since: entitlementLostAt, reason };
  }
  if (!isExpired(license, now)) return { kind: "allowed" };
  const since = license.expires ?? "";
  return { kind: "refused", because: "expired", since, reason: `Not entitled since ${since}: its license expired.` };
}

/** When the right to make backups was lost, once `next` is stored over `held`; undefined when it was not lost. */
export function lostAtOf(held: HeldLicense, next: License, nowMilliseconds: number): string | undefined {
  if (next.isSnapshotSupported || held.license === undefined) return undefined;
  return held.license.isSnapshotSupported ? new Date(nowMilliseconds).toISOString() : held.entitlementLostAt;
}

/** An application in a full backup: in it, or why not. */
export type FullBackupPart = "included" | "not-entitled" | "not-backupable";

export type FullBackupDecision = "allowed" | "not-entitled" | "nothing-to-back-up";

/**
 * A full backup carries at least one application. When none can be carried, and a license would change that for one of
 * them, the license is what it is refused for.
 */
export function decideFullBackup(parts: readonly FullBackupPart[]): FullBackupDecision {
  if (parts.includes("included")) return "allowed";
  return parts.includes("not-entitled") ? "not-entitled" : "nothing-to-back-up";
}
