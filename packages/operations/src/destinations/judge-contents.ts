import { labels } from "@holdfast/domain";
import type { Backup } from "@holdfast/velero";

/** Whose backups a location holds, by the instance label that each of ours carries. */
export interface Contents {
  readonly total: number;
  readonly own: number;
  readonly outside: number;
  /** Other instances with how many backups each. */
  readonly others: readonly { readonly instance: string; readonly backups: number }[];
  /** Past their expiry: Velero deletes them within an hour once the location may be written. */
  readonly expired: readonly string[];
  /** Those of them that this instance did not make. */
  readonly foreignExpired: readonly string[];
}

export function judgeContents(backups: readonly Backup[], ownInstance: string | undefined, now: number): Contents {
  const counts = new Map<string, number>();
  let own = 0;
  let outside = 0;
  for (const backup of backups) {
    const instance = backup.metadata.labels?.[labels.instance];
    if (instance === undefined) outside += 1;
    else if (instance === ownInstance) own += 1;
    else counts.set(instance, (counts.get(instance) ?? 0) + 1);
  }
  const expired = backups.filter((backup) => isExpired(backup, now));
  return {
    total: backups.length,
    own,
    outside,
    others: [...counts].map(([instance, count]) => ({ instance, backups: count })),
    expired: expired.map(nameOf),
    foreignExpired: expired.filter((backup) => !isOwn(backup, ownInstance)).map(nameOf),
  };
}

function nameOf(backup: Backup): string {
  return backup.metadata.name;
}

function isOwn(backup: Backup, ownInstance: string | undefined): boolean {
  return ownInstance !== undefined && backup.metadata.labels?.[labels.instance] === ownInstance;
}

function isExpired({ status }: Backup, now: number): boolean {
  return status?.expiration !== undefined && Date.parse(status.expiration) < now;
}

/**
 * A location may be written by this instance at once only if no other instance's backup is in it, and Velero would not
 * delete anybody else's by it.
 */
export function mayOpen(contents: Contents): boolean {
  return contents.others.length === 0 && contents.foreignExpired.length === 0;
}

/** Whether what opening would take away or share has grown since somebody agreed to it. */
export function outgrows(present: Contents, agreed: Contents): boolean {
  const known = new Set(agreed.others.map((other) => other.instance));
  return (
    present.expired.some((name) => !agreed.expired.includes(name)) ||
    present.others.some((other) => !known.has(other.instance))
  );
}
