import type { BackupSet, Finding, SetMember } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { memberFindings, mergeFindings } from "../diagnosis/diagnose-work.ts";
import { keptOr } from "../reports/kept-reading.ts";
import { readReport } from "../reports/store-report.ts";
import type { Report } from "../reports/report.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { findBackupSet } from "./list-sets.ts";
import { readMember } from "./read-member.ts";
import type { MemberReading } from "./read-member.ts";

export interface MemberDetail extends MemberReading {
  /** What is wrong with it, and what to do. */
  readonly findings: readonly Finding[];
}

export interface BackupSetDetail {
  readonly set: BackupSet;
  readonly members: readonly MemberDetail[];
}

/** Everything that is known of a set. Faults: backup-not-found, and those of findVelero. */
export async function showBackupSet(context: Context, name: string): Promise<BackupSetDetail> {
  const [velero, set] = await Promise.all([findVelero(context), findBackupSet(context, name)]);
  const kept = await readReport(context, set.name);
  const members = await Promise.all(set.members.map((member) => showMember(context, { velero, kept }, member)));
  return { set, members };
}

export interface MemberPlace {
  readonly velero: VeleroInstallation;
  /** The set's, from `readReport`. */
  readonly kept: Report | undefined;
}

/** Everything that is known of one member; what the destination does not give is taken from the set's report. */
export async function showMember(
  context: Context,
  { velero, kept }: MemberPlace,
  member: SetMember,
): Promise<MemberDetail> {
  const live = await readMember(context, velero.namespace, member);
  const report = kept?.members.find(({ name }) => name === member.name);
  if (kept === undefined || report === undefined) {
    return { ...live, findings: await memberFindings(context, velero, live) };
  }
  const { readAt } = kept;
  const merged = {
    ...live,
    held: keptOr(live.held, report.volumes, readAt),
    hooks: keptOr(live.hooks, report.hooks, readAt),
    warnings: keptOr(live.warnings, report.warnings, readAt),
    errors: keptOr(live.errors, report.errors, readAt),
  };
  const now = await memberFindings(context, velero, merged);
  return { ...merged, findings: mergeFindings(report.findings, now) };
}
