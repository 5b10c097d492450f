import { createHash } from "node:crypto";
import { labels, operationsNamespace } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { inOperationsNamespace } from "../records/operations-namespace.ts";
import { boundReport } from "./bound-report.ts";
import { reportSchema } from "./report.ts";
import type { Report, ReportSubject } from "./report.ts";

/** The values of the label `holdfast.dev/record` on reports. */
const recordKinds: Readonly<Record<ReportSubject["kind"], string>> = { backup: "report", restore: "restore-report" };
export const reportSelector = `${labels.record} in (${Object.values(recordKinds).join(",")})`;

/** Keeps it; a report of the same work that is there already is replaced. Safe to run twice. */
export async function storeReport({ kubernetes }: Context, report: Report): Promise<void> {
  const object: ConfigMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: reportObjectName(report.of),
      namespace: operationsNamespace,
      labels: { [labels.record]: recordKinds[report.of.kind] },
    },
    data: { report: JSON.stringify(boundReport(report)) },
  };
  try {
    await inOperationsNamespace(kubernetes, () => kubernetes.create<ConfigMap>(configMapType, object));
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    await kubernetes.replace<ConfigMap>(configMapType, object);
  }
}

/** What is kept of a backup set. Undefined: nothing, or not readable with these rights. */
export function readReport(context: Context, set: string): Promise<Report | undefined> {
  return findReport(context, { kind: "backup", name: set });
}

export async function findReport({ kubernetes }: Context, of: ReportSubject): Promise<Report | undefined> {
  const name = { name: reportObjectName(of), namespace: operationsNamespace };
  try {
    const found = await kubernetes.get<ConfigMap>(configMapType, name);
    return found === undefined ? undefined : reportIn(found);
  } catch (error) {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  }
}

export async function removeReport({ kubernetes }: Context, of: ReportSubject): Promise<void> {
  await kubernetes.delete(configMapType, { name: reportObjectName(of), namespace: operationsNamespace });
}

/** Removes what is kept of Velero Restores that are gone: Velero deletes them along with their backup. */
export async function pruneRestoreReports(context: Context, present: readonly string[]): Promise<void> {
  const query = { namespace: operationsNamespace, labelSelector: `${labels.record}=${recordKinds.restore}` };
  const found = await context.kubernetes.listAll<ConfigMap>(configMapType, query);
  const needed = new Set(present.map((name) => reportObjectName({ kind: "restore", name })));
  for (const { metadata } of found) {
    if (needed.has(metadata.name)) continue;
    await context.kubernetes.delete(configMapType, { name: metadata.name, namespace: operationsNamespace });
  }
}

/** A report of a newer program is none. */
export function reportIn(object: ConfigMap): Report | undefined {
  const text = object.data?.["report"];
  const report = text === undefined ? undefined : (JSON.parse(text) as Report);
  return report === undefined || report.schema > reportSchema ? undefined : report;
}

/** Names of Velero's objects are as long as an object's name may be: of a long one a digest stands at the end. */
function reportObjectName({ kind, name }: ReportSubject): string {
  const full = `report-${kind}-${name}`;
  if (full.length <= 253) return full;
  return `${full.slice(0, 240)}-${createHash("sha256").update(full).digest("hex").slice(0, 12)}`;
}
