import { Fault, decideFullBackup, decideGate } from "@holdfast/domain";
import type { LicensedWork, SetScope } from "@holdfast/domain";
import type { ApplicationRecords } from "../applications/application-records.ts";
import { heldLicense } from "../applications/held-license.ts";
import type { Context } from "../context.ts";
import type { NotIncluded } from "./backup-input.ts";

interface Question {
  readonly slug: string;
  readonly scope: SetScope;
  readonly records: ApplicationRecords;
}

const workOf: Readonly<Record<SetScope, LicensedWork>> = {
  partial: "partial-backup",
  full: "full-backup",
  safety: "safety-snapshot",
};

/** The gate before every backup, whoever asks for it: command line, HTTP API, schedule or upgrade. Faults: not-entitled. */
export function requireEntitled(context: Context, { slug, scope, records }: Question): void {
  const decision = decideGate(workOf[scope], heldLicense(records), context.clock.now());
  if (decision.kind === "allowed") return;
  throw new Fault("not-entitled", `The license does not allow a backup of ${slug}.`, {
    reason: decision.reason,
    remedy: `Ask the vendor for a license that allows backups, then \`holdfast app license update ${slug} FILE\`. Backups that were made can be restored and deleted all the same.`,
  });
}

interface FullBackupParts {
  readonly backupable: readonly unknown[];
  readonly notIncluded: readonly NotIncluded[];
}

/** Faults: not-entitled, application-not-backupable, both naming every application and its reason. */
export function requireFullBackup({ backupable, notIncluded }: FullBackupParts): void {
  const left = notIncluded.map(({ because }) => (because === "not-entitled" ? because : "not-backupable"));
  switch (decideFullBackup([...backupable.map(() => "included" as const), ...left])) {
    case "allowed":
      return;
    case "not-entitled":
      throw new Fault("not-entitled", "No application may be in a full backup, so none is made.", {
        reason: reasonsOf(notIncluded),
        remedy:
          "Ask the vendor for a license that allows backups, then `holdfast app license update SLUG FILE`. Backups that were made can be restored and deleted all the same.",
      });
    case "nothing-to-back-up":
      throw new Fault("application-not-backupable", "There is nothing to back up.", {
        reason: notIncluded.length === 0 ? "No application is installed." : reasonsOf(notIncluded),
        remedy: "Install an application that ships a `kind: Backup` with `holdfast app install`.",
      });
  }
}

function reasonsOf(notIncluded: readonly NotIncluded[]): string {
  return notIncluded.map(({ part, reason }) => `${part}: ${reason}`).join("\n");
}
