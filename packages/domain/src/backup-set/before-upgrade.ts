import type { BackupSet } from "./backup-set.ts";

/** Of backups that an upgrade made before it changed anything. */
export const upgradeTrigger = "upgrade";

/** What an upgraded application can go back to, with its data. */
export interface BackupBeforeUpgrade {
  readonly set: string;
  /** The release that was deployed when it was made. */
  readonly sequence: number;
  readonly versionLabel: string;
  readonly createdAt: string;
}

export interface WantedBackup {
  readonly slug: string;
  /** This installation: partial backups of another one cannot be restored here. */
  readonly instance: string;
  /** The deployed release. */
  readonly deployed: number;
  /** Exactly this release. Absent: any up to the deployed one, whose upgrade may have failed or been rolled back. */
  readonly sequence?: number;
}

/** The newest whole backup that an upgrade made before it; undefined when there is none, or none any more. */
export function backupBeforeUpgrade(
  sets: readonly BackupSet[],
  { slug, instance, deployed, sequence }: WantedBackup,
): BackupBeforeUpgrade | undefined {
  const found = sets
    .filter((set) => set.origin === "holdfast" && set.instance === instance)
    .filter((set) => set.trigger === upgradeTrigger && set.state === "complete")
    .flatMap((set) => beforeUpgradeOf(set, slug))
    .filter((backup) => (sequence === undefined ? backup.sequence <= deployed : backup.sequence === sequence));
  return found.toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0];
}

/** What of the application tells which backup is the one before its last upgrade. */
export interface DeployedState {
  readonly sequence: number;
  /** The stored release before it; absent when there is none. */
  readonly before?: number;
  /** Its upgrade was interrupted. */
  readonly unfinished: boolean;
}

/** Is it a step back over the last upgrade alone? What lies further back is for a person to name. */
export function isLastStep({ sequence }: BackupBeforeUpgrade, deployed: DeployedState): boolean {
  if (deployed.unfinished) return sequence === deployed.sequence;
  return sequence === deployed.before;
}

function beforeUpgradeOf({ name, createdAt, members }: BackupSet, slug: string): readonly BackupBeforeUpgrade[] {
  return members.flatMap(({ part }) => {
    if (part.kind !== "application" || part.slug !== slug || part.sequence === undefined) return [];
    return [{ set: name, sequence: part.sequence, versionLabel: part.versionLabel ?? "", createdAt }];
  });
}
