import type { HookRun } from "@holdfast/domain";
import { pods } from "@holdfast/kubernetes";
import { collectHookRuns, parseLogLine } from "@holdfast/velero";
import type { LogLine, Restore } from "@holdfast/velero";
import type { Reading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";

/**
 * Velero (1.18) uploads a restore's log before its hooks run: their output is only in the log of the server that ran
 * them. When that is gone, the number of hooks is known and nothing else.
 */
export async function readRestoreHooks(
  context: Context,
  velero: VeleroInstallation,
  restore: Restore,
): Promise<Reading<readonly HookRun[]>> {
  const { hooksAttempted = 0, hooksFailed = 0 } = restore.status?.hookStatus ?? {};
  if (hooksAttempted === 0) return { kind: "known", value: [] };
  const value = await collectHookRuns(serverLines(context, velero, restore), "restore");
  if (value.length >= hooksAttempted) return { kind: "known", value };
  const counts = `${hooksAttempted} hooks ran, ${hooksFailed} of them failed`;
  return {
    kind: "unknown",
    reason: `${counts}. Velero keeps their output only in its server's log, which has been renewed since.`,
  };
}

async function* serverLines(
  context: Context,
  { namespace, deployment }: VeleroInstallation,
  { metadata }: Restore,
): AsyncGenerator<LogLine> {
  const found = await context.kubernetes.listAll(pods, { namespace });
  const servers = found.filter(
    (pod) => pod.metadata.name.startsWith(`${deployment.name}-`) && isOfDeployment(pod.metadata),
  );
  const sinceSeconds = Math.ceil((context.clock.now() - Date.parse(metadata.creationTimestamp ?? "")) / 1000) + 60;
  for (const pod of servers) {
    const query = { namespace, pod: pod.metadata.name, container: "velero", sinceSeconds, signal: context.signal };
    for await (const text of context.kubernetes.logs(query)) {
      if (!text.includes(`restore=${metadata.name}`) && !text.includes(`/${metadata.name}`)) continue;
      const line = parseLogLine(text);
      if (isOf(line, metadata.name)) yield line;
    }
  }
}

function isOfDeployment({
  ownerReferences = [],
}: {
  readonly ownerReferences?: readonly { readonly kind: string }[];
}): boolean {
  return ownerReferences.some(({ kind }) => kind === "ReplicaSet");
}

/** Velero writes the restore's name with or without its namespace. */
function isOf({ fields }: LogLine, name: string): boolean {
  const of = fields["restore"] ?? "";
  return of === name || of.endsWith(`/${name}`);
}
