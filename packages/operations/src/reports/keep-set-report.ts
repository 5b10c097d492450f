import { findBackupSet } from "../backups/list-sets.ts";
import { readMember } from "../backups/read-member.ts";
import type { MemberReading } from "../backups/read-member.ts";
import type { Context } from "../context.ts";
import { memberFindings } from "../diagnosis/diagnose-work.ts";
import { readSecrets } from "../hooks/application-secrets.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { hideInReport } from "./hide-report.ts";
import { listToKeep } from "./kept-reading.ts";
import { reportSchema } from "./report.ts";
import type { MemberReport } from "./report.ts";
import { storeReport } from "./store-report.ts";

export interface SetToReport {
  readonly set: string;
  readonly veleroNamespace: string;
}

/**
 * Reads what Velero and the pods say of a set that has ended and keeps it, so that it is known when the destination is
 * not reachable any more. What cannot be read now is kept as unknown. Safe to run twice.
 */
export async function keepSetReport(context: Context, { set: name, veleroNamespace }: SetToReport): Promise<void> {
  const [velero, set] = await Promise.all([
    findVelero({ ...context, veleroNamespace }),
    findBackupSet({ ...context, veleroNamespace }, name),
  ]);
  const readings = await Promise.all(set.members.map((member) => readMember(context, veleroNamespace, member)));
  const members = await Promise.all(readings.map((reading) => memberReport(context, velero, reading)));
  const readAt = new Date(context.clock.now()).toISOString();
  await storeReport(context, { schema: reportSchema, of: { kind: "backup", name }, readAt, members });
}

async function memberReport(
  context: Context,
  velero: VeleroInstallation,
  reading: MemberReading,
): Promise<MemberReport> {
  const [secrets, findings] = await Promise.all([
    readSecrets(context, reading.member.part),
    memberFindings(context, velero, reading),
  ]);
  const report: MemberReport = {
    name: reading.member.name,
    hooks: listToKeep(reading.hooks),
    volumes: listToKeep(reading.held),
    warnings: listToKeep(reading.warnings),
    errors: listToKeep(reading.errors),
    findings,
  };
  return hideInReport(report, secrets);
}
