import type { HookRun } from "@holdfast/domain";
import { isApiError, pods } from "@holdfast/kubernetes";
import { collectHookRuns, parseLogLine } from "@holdfast/velero";
import type { LogLine, Restore } from "@holdfast/velero";
import { mapReading } from "../backups/reading.ts";
import type { LiveReading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import type { KnownSecrets } from "../hooks/application-secrets.ts";
import { hideSecrets } from "../hooks/hide-secrets.ts";
import { readInitHooks } from "../hooks/init-hooks.ts";
import type { VeleroInstallation } from "../velero/installation.ts";

/**
 * Velero (1.18) uploads a restore's log before its hooks run: their output is only in the log of the server that ran
 * them. When that is gone, the number of hooks is known and nothing else. Init containers are read from their pods.
 */
export async function readRestoreHooks(
  context: Context,
  { velero, restore }: { readonly velero: VeleroInstallation; readonly restore: Restore },
  secrets: () => Promise<KnownSecrets>,
): Promise<LiveReading<readonly HookRun[]>> {
  const [executed, init] = await Promise.all([
    readExecHooks(context, velero, restore),
    readInitHooks(context, restore),
  ]);
  const hooks = together(init, executed);
  if (hooks.kind !== "known" || hooks.value.length === 0) return hooks;
  return { kind: "known", value: hideSecrets(hooks.value, await secrets()) };
}

/** What is known of the ones is told, also when the others are not; that they are not is told with them. */
export function together(
  init: LiveReading<readonly HookRun[]>,
  executed: LiveReading<readonly HookRun[]>,
): LiveReading<readonly HookRun[]> {
  if (executed.kind !== "known") return executed;
  if (init.kind === "unknown" && executed.value.length > 0) {
    return { kind: "known", value: [unseenInit(init.reason), ...executed.value] };
  }
  return mapReading(init, (runs) => [...runs, ...executed.value]);
}

function unseenInit(reason: string): HookRun {
  return {
    kind: "restore-init",
    source: "unknown",
    name: "(init containers)",
    place: { kind: "unknown", reason },
    output: { kind: "missing", reason },
    outcome: { kind: "unfinished" },
  };
}

async function readExecHooks(
  context: Context,
  velero: VeleroInstallation,
  restore: Restore,
): Promise<LiveReading<readonly HookRun[]>> {
  const { hooksAttempted = 0, hooksFailed = 0 } = restore.status?.hookStatus ?? {};
  if (hooksAttempted === 0) return { kind: "known", value: [] };
  const counts = `${hooksAttempted} hooks ran, ${hooksFailed} of them failed`;
  try {
    const value = await collectHookRuns(serverLines(context, velero, restore), "restore");
    if (value.length >= hooksAttempted) return { kind: "known", value };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { kind: "unknown", reason: `${counts}. The log of Velero's server cannot be read: ${error.message}` };
  }
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
