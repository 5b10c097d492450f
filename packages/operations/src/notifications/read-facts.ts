import { judgeRisk, labels } from "@holdfast/domain";
import type { LicenseFact, NotificationFacts, OperationFact } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import { recordsFrom } from "../applications/application-records.ts";
import type { Secret } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";
import type { OperationRecord, Subject } from "../records/operation-record.ts";
import { listOperations } from "../running/show-operations.ts";
import { known } from "../status/known.ts";
import { readRiskFacts } from "../status/read-status.ts";

/** Everything that notifications are found in. What cannot be read is in it as unknown. */
export async function readNotificationFacts(context: Context): Promise<NotificationFacts> {
  const now = context.clock.now();
  const [risk, operations, licenses] = await Promise.all([
    readRiskFacts(context),
    known(async () => (await listOperations(context)).map(operationFact)),
    known(() => readLicenses(context)),
  ]);
  return { now, risk, status: { kind: "known", value: judgeRisk(risk, now) }, operations, licenses };
}

function operationFact(record: OperationRecord): OperationFact {
  const { id, kind, subject, requestedBy, createdAt } = record;
  return {
    id,
    kind,
    subject: subjectWords(subject),
    ...(subject.kind === "backup-set" ? { set: subject.name } : {}),
    requestedBy,
    createdAt,
    state: stateOf(record),
  };
}

function stateOf({ state }: OperationRecord): OperationFact["state"] {
  switch (state.stage) {
    case "pending":
      return { stage: "pending" };
    case "running":
    case "stopped":
      return { stage: "running" };
    case "failed":
      return { stage: "failed", at: state.at, fault: state.fault };
    case "done":
      return { stage: "done", at: state.at, text: state.summary };
    case "cancelled":
      return { stage: "cancelled", at: state.at, text: `${state.by} cancelled it. ${state.left}` };
  }
}

function subjectWords(subject: Subject): string {
  switch (subject.kind) {
    case "instance":
      return "everything";
    case "application":
      return subject.slug;
    case "applications":
      return subject.slugs.join(", ");
    case "backup-set":
      return subject.name;
  }
}

/** Licenses that cannot be decoded are left to the status. */
async function readLicenses({ kubernetes }: Context): Promise<readonly LicenseFact[]> {
  const found = await kubernetes.listAll<Secret>(secrets, { labelSelector: `${labels.record}=license` });
  return found.map((secret) => {
    const slug = secret.metadata.labels?.[labels.application] ?? "";
    const { license, entitlementLostAt } = recordsFrom(slug, [secret]);
    const expires = license?.license.expires;
    return {
      slug,
      ...(expires === undefined ? {} : { expires }),
      ...(entitlementLostAt === undefined ? {} : { lostAt: entitlementLostAt }),
    };
  });
}
