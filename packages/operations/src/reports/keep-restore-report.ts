import type { Context } from "../context.ts";
import { readSecrets } from "../hooks/application-secrets.ts";
import { listVeleroRestores, partOf, showVeleroRestore } from "../restores/list-restores.ts";
import { hideInReport } from "./hide-report.ts";
import { listToKeep } from "./kept-reading.ts";
import { reportSchema } from "./report.ts";
import type { MemberReport } from "./report.ts";
import { pruneRestoreReports, storeReport } from "./store-report.ts";

/**
 * Reads what Velero and the pods say of a Velero Restore and keeps it: its hooks' output is nowhere but in the log of
 * Velero's server. Called again later, it keeps what is known by then and does not forget what was. Safe to run twice.
 */
export async function keepRestoreReport(context: Context, name: string): Promise<void> {
  const detail = await showVeleroRestore(context, name);
  const secrets = await readSecrets(context, partOf(detail.restore));
  const member: MemberReport = {
    name,
    hooks: listToKeep(detail.hooks),
    volumes: { kind: "known", items: [], omitted: 0 },
    warnings: listToKeep(detail.warnings),
    errors: listToKeep(detail.errors),
    findings: detail.findings,
  };
  await storeReport(context, {
    schema: reportSchema,
    of: { kind: "restore", name },
    readAt: new Date(context.clock.now()).toISOString(),
    members: [hideInReport(member, secrets)],
  });
  const restores = await listVeleroRestores(context);
  await pruneRestoreReports(
    context,
    restores.map((restore) => restore.name),
  );
}
