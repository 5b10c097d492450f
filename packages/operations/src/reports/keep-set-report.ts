import { maskValues } from "../applications/mask-secrets.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { readMember } from "../backups/read-member.ts";
import type { MemberDetail } from "../backups/read-member.ts";
import type { Context } from "../context.ts";
import { readSecrets } from "../hooks/application-secrets.ts";
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
  const set = await findBackupSet(context, name);
  const details = await Promise.all(set.members.map((member) => readMember(context, veleroNamespace, member)));
  const members = await Promise.all(details.map((detail) => memberReport(context, detail)));
  const readAt = new Date(context.clock.now()).toISOString();
  await storeReport(context, { schema: reportSchema, of: { kind: "backup", name }, readAt, members });
}

/** Warnings and errors quote hooks and objects, so that what is secret goes from all of it. */
async function memberReport(context: Context, detail: MemberDetail): Promise<MemberReport> {
  const secrets = await readSecrets(context, detail.member.part);
  const report: MemberReport = {
    name: detail.member.name,
    hooks: listToKeep(detail.hooks),
    volumes: listToKeep(detail.held),
    warnings: listToKeep(detail.warnings),
    errors: listToKeep(detail.errors),
    findings: [],
  };
  return secrets.kind === "known" ? maskValues(report, secrets.values) : report;
}
