import type { BackupSet, SetMember } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { keptOr } from "../reports/kept-reading.ts";
import { readReport } from "../reports/store-report.ts";
import type { Report } from "../reports/report.ts";
import { findVelero } from "../velero/find-velero.ts";
import { findBackupSet } from "./list-sets.ts";
import { readMember } from "./read-member.ts";
import type { MemberDetail } from "./read-member.ts";

export interface BackupSetDetail {
  readonly set: BackupSet;
  readonly members: readonly MemberDetail[];
}

/** Everything that is known of a set. Faults: backup-not-found, and those of findVelero. */
export async function showBackupSet(context: Context, name: string): Promise<BackupSetDetail> {
  const [velero, set] = await Promise.all([findVelero(context), findBackupSet(context, name)]);
  const kept = await readReport(context, set.name);
  const { namespace } = velero;
  const members = await Promise.all(set.members.map((member) => showMember(context, { namespace, kept }, member)));
  return { set, members };
}

export interface MemberPlace {
  /** Velero's. */
  readonly namespace: string;
  /** The set's, from `readReport`. */
  readonly kept: Report | undefined;
}

/** Everything that is known of one member; what the destination does not give is taken from the set's report. */
export async function showMember(context: Context, place: MemberPlace, member: SetMember): Promise<MemberDetail> {
  const live = await readMember(context, place.namespace, member);
  const report = place.kept?.members.find(({ name }) => name === member.name);
  if (report === undefined) return live;
  const readAt = place.kept?.readAt ?? "";
  return {
    ...live,
    held: keptOr(live.held, report.volumes, readAt),
    hooks: keptOr(live.hooks, report.hooks, readAt),
    warnings: keptOr(live.warnings, report.warnings, readAt),
    errors: keptOr(live.errors, report.errors, readAt),
  };
}
