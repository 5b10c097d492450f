import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { readBackupLogs } from "../backups/read-logs.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import type { BundleLimits, BundlePart } from "./bundle-part.ts";
import type { Gathering } from "./gather.ts";
import type { Places } from "./gather-objects.ts";

interface Pod extends KubernetesObject {
  readonly spec?: {
    readonly initContainers?: readonly { readonly name: string }[];
    readonly containers?: readonly { readonly name: string }[];
  };
  readonly status?: {
    readonly containerStatuses?: readonly { readonly name: string; readonly restartCount?: number }[];
  };
}

/** Newest backups that did not succeed, of which Velero's own log is added. */
const failedSets = 2;
/** A Velero that signs nothing, or a store that does not answer, must not hold up the bundle. */
const downloadMilliseconds = 20_000;
/** Nor a store that answers, and then sends drop by drop. */
const backupLogMilliseconds = 90_000;

/** Of the console, Velero and its node agents. What applications write is not taken: it is their users' business. */
export async function gatherLogs(
  context: Context,
  gathering: Gathering,
  { places, limits }: { readonly places: Places; readonly limits: BundleLimits },
): Promise<void> {
  for (const namespace of new Set([places.console, places.velero ?? places.console])) {
    await gathering.take(`logs in ${namespace}`, async () => {
      const found = await context.kubernetes.listAll<Pod>(pods, { namespace });
      for (const pod of found) await gatherPod(context, gathering, { pod, limits });
      return [];
    });
  }
  if (places.velero !== undefined) await gatherBackupLogs(context, gathering, limits);
}

async function gatherPod(
  { kubernetes, signal }: Context,
  gathering: Gathering,
  { pod, limits }: { readonly pod: Pod; readonly limits: BundleLimits },
): Promise<void> {
  const { name, namespace = "" } = pod.metadata;
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  for (const { name: container } of containers) {
    const restarts = pod.status?.containerStatuses?.find((one) => one.name === container)?.restartCount ?? 0;
    for (const previous of restarts > 0 ? [false, true] : [false]) {
      const path = `logs/${namespace}/${name}/${container}${previous ? ".previous" : ""}.log`;
      const query = { namespace, pod: name, container, previous, tailLines: limits.logLines, signal };
      await gathering.take(path, async () => [{ kind: "log", path, text: await join(kubernetes.logs(query)) }]);
    }
  }
}

async function gatherBackupLogs(context: Context, gathering: Gathering, limits: BundleLimits): Promise<void> {
  await gathering.take("logs of failed backups", async () => {
    const failed = (await listBackupSets(context)).filter(({ state }) => state === "partial" || state === "failed");
    for (const { name } of failed.slice(0, failedSets)) {
      await gathering.take(`log of backup ${name}`, () => backupLog(context, name, limits));
    }
    return [];
  });
}

async function backupLog(context: Context, name: string, { logLines }: BundleLimits): Promise<readonly BundlePart[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(backupLogMilliseconds)]);
  const byBackup = new Map<string, string[]>();
  const patience = { deadlineMilliseconds: downloadMilliseconds };
  for await (const { backup, line } of readBackupLogs({ ...context, signal }, name, patience)) {
    const lines = byBackup.get(backup) ?? [];
    lines.push(line);
    if (lines.length > logLines) lines.shift();
    byBackup.set(backup, lines);
  }
  return [...byBackup].map(([backup, lines]) => ({
    kind: "log",
    path: `logs/backups/${backup}.log`,
    text: lines.join("\n"),
  }));
}

async function join(lines: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all.join("\n");
}
