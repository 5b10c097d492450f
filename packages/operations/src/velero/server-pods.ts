import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "./installation.ts";

interface ServerPod extends KubernetesObject {
  readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly state?: { readonly running?: { readonly startedAt?: string } } }[];
  };
}

/** The pods of Velero's server; during a rollout also the one that is about to go. */
async function listServerPods(
  context: Context,
  { namespace, deployment }: VeleroInstallation,
): Promise<readonly ServerPod[]> {
  const found = await context.kubernetes.listAll<ServerPod>(pods, { namespace });
  return found.filter((pod) => pod.metadata.name.startsWith(`${deployment.name}-`) && isServer(pod));
}

/** When the oldest server pod was started; unknown when the server runs elsewhere, or one is not Ready. */
export async function serverStart(context: Context, velero: VeleroInstallation): Promise<number | undefined> {
  if (velero.deployment.replicas === 0) return undefined;
  const servers = await listServerPods(context, velero);
  if (servers.length === 0 || !servers.every(isReady)) return undefined;
  const starts = servers.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.running?.startedAt ?? "")),
  );
  const oldest = Math.min(...starts);
  return Number.isFinite(oldest) ? oldest : undefined;
}

/** The names of the server's pods: a restart has ended when none of them is left and others are Ready. */
export async function serverPodNames(context: Context, velero: VeleroInstallation): Promise<readonly string[]> {
  return (await listServerPods(context, velero)).map((pod) => pod.metadata.name);
}

/** Whether a new server works and none of the former pods is left. */
export async function isReplaced(
  context: Context,
  velero: VeleroInstallation,
  former: readonly string[],
): Promise<boolean> {
  const present = await listServerPods(context, velero);
  return present.some(isReady) && !present.some((pod) => former.includes(pod.metadata.name));
}

function isServer({ spec }: ServerPod): boolean {
  return spec.containers.some(({ args }) => args?.[0] === "server");
}

function isReady({ status }: ServerPod): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === "Ready" && value === "True");
}
