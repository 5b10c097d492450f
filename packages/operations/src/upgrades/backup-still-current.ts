import { Fault } from "@holdfast/domain";
import type { BackupSet } from "@holdfast/domain";
import type { InstalledApplication } from "../applications/application.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

const minutes = 15;

/**
 * Has the upgrade begun to change the application? What it wrote down says so: a kept backup goes along with any
 * deployment that is unfinished, one that this upgrade made only with its own.
 */
export function hasBegun({ sequence, deploying }: InstalledApplication, { to, backup }: UpgradeInput): boolean {
  if (sequence === to.sequence || deploying?.sequence === to.sequence) return true;
  return backup.kind === "kept" && deploying !== undefined;
}

/**
 * For an upgrade that has changed nothing yet: data that were written since the backup would be lost with it.
 * Faults: plan-changed.
 */
export function refuseOldBackup({ slug }: UpgradeInput, name: string, set: BackupSet | undefined, now: number): void {
  const endedAt = set?.state === "complete" ? Date.parse(set.endedAt ?? set.createdAt) : Number.NaN;
  if (now - endedAt <= minutes * 60_000) return;
  throw new Fault("plan-changed", `The backup before the upgrade of ${slug} is too old by now; nothing was changed.`, {
    reason:
      set === undefined
        ? `${name} is not there any more.`
        : `${name} is ${set.state} and ended at ${set.endedAt ?? "an unknown time"}, more than ${minutes} minutes ago: it lacks what ${slug} has written since.`,
    remedy: "Start the upgrade again with `holdfast app upgrade RELEASE`: it makes a new backup.",
    where: `backup ${name}`,
  });
}
