import { deployments, isApiError, pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStage, backupType, restoreStage, restoreType } from "@holdfast/velero";
import type { Backup, Restore } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { findYoungKinds, secondsUntilKnown } from "./young-kinds.ts";
import type { YoungKind } from "./young-kinds.ts";

export type Discovery = { readonly kind: "known" } | { readonly kind: "waiting"; readonly retryAfterSeconds: number };

const lookSeconds = 2;
/** On the pods of our own Velero: which kinds it was last started again for. */
const restartedFor = "holdfast.dev/restarted-for";

/**
 * Whether Velero's server knows every kind of which these namespaces hold objects. A Velero of ours that is idle is
 * started again, which takes seconds; another one is waited for, at most five minutes.
 */
export async function veleroKnowsKinds(context: Context, namespaces: readonly string[]): Promise<Discovery> {
  const young = await findYoungKinds(context, namespaces);
  const [first] = young;
  if (first === undefined) return { kind: "known" };
  const velero = await findVelero(context);
  const startedAt = await serverStart(context, velero);
  const unknown = young.filter(({ createdAt }) => startedAt === undefined || createdAt >= startedAt);
  const newest = [...unknown].sort((one, other) => one.createdAt - other.createdAt).at(-1);
  if (newest === undefined) return { kind: "known" };
  const left = secondsUntilKnown(context, newest.createdAt);
  const names = unknown.map(({ name }) => name).join(", ");
  context.report({ message: `Waiting until Velero knows ${names}, at most ${Math.ceil(left)} seconds` });
  if (velero.ownership === "ours" && velero.deployment.replicas > 0) await restart(context, velero, newest);
  return { kind: "waiting", retryAfterSeconds: Math.max(0, Math.min(left, lookSeconds)) };
}

interface ServerPod extends KubernetesObject {
  readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly state?: { readonly running?: { readonly startedAt?: string } } }[];
  };
}

/** When the oldest server pod that is Ready was started; unknown when the server runs elsewhere, or none is Ready. */
async function serverStart(
  context: Context,
  { namespace, deployment }: VeleroInstallation,
): Promise<number | undefined> {
  if (deployment.replicas === 0) return undefined;
  const found = await context.kubernetes.listAll<ServerPod>(pods, { namespace });
  const servers = found.filter((pod) => pod.metadata.name.startsWith(`${deployment.name}-`) && isServer(pod));
  if (servers.length === 0 || !servers.every(isReady)) return undefined;
  const starts = servers.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.running?.startedAt ?? "")),
  );
  const oldest = Math.min(...starts);
  return Number.isFinite(oldest) ? oldest : undefined;
}

function isServer({ spec }: ServerPod): boolean {
  return spec.containers.some(({ args }) => args?.[0] === "server");
}

function isReady({ status }: ServerPod): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === "Ready" && value === "True");
}

/** Once for each kind, and only while Velero does nothing: a restart makes running backups and restores fail. */
async function restart(
  context: Context,
  { namespace, deployment }: VeleroInstallation,
  newest: YoungKind,
): Promise<void> {
  if (await isBusy(context, namespace)) return;
  const annotations = { [restartedFor]: `${newest.name}.${newest.createdAt}` };
  const body = { spec: { template: { metadata: { annotations } } } };
  try {
    await context.kubernetes.patch(deployments, { namespace, name: deployment.name }, { kind: "strategic", body });
  } catch (error) {
    // Without this right it is waited for.
    if (!isApiError(error, "Forbidden")) throw error;
  }
}

async function isBusy(context: Context, namespace: string): Promise<boolean> {
  const [backups, restores] = await Promise.all([
    context.kubernetes.listAll<Backup>(backupType, { namespace }),
    context.kubernetes.listAll<Restore>(restoreType, { namespace }),
  ]);
  const stages = [
    ...backups.map(({ status }) => backupStage(status?.phase)),
    ...restores.map(({ status }) => restoreStage(status?.phase)),
  ];
  return stages.some((stage) => stage === "waiting" || stage === "running" || stage === "deleting");
}
