import { events, formatLabelSelector, isApiError, pods } from "@holdfast/kubernetes";
import type { KubernetesObject, LabelSelector } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { ReadinessTarget } from "./readiness-targets.ts";

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

interface Pod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface KubernetesEvent extends KubernetesObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

const mostEvents = 5;

/** Why an object is not Ready, as its pods and the cluster's warnings say it. Never fails: no evidence is an empty list. */
export async function gatherEvidence(context: Context, target: ReadinessTarget): Promise<readonly string[]> {
  try {
    const { namespace } = target.name;
    if (namespace === undefined) return [];
    const own = await podsOf(context, target);
    const names = [target.name.name, ...own.map((pod) => pod.metadata.name)];
    const warnings = await warningsAbout(context, namespace, names);
    return [...own.flatMap(describePod), ...warnings];
  } catch (error) {
    if (isApiError(error)) return [`no evidence could be read: ${error.message}`];
    throw error;
  }
}

async function podsOf(context: Context, { type, name }: ReadinessTarget): Promise<readonly Pod[]> {
  const owner = await context.kubernetes.get<KubernetesObject>(type, name);
  const { spec } = (owner ?? {}) as { readonly spec?: { readonly selector?: LabelSelector } };
  const selector = type.kind === "Job" ? { matchLabels: { "job-name": name.name } } : spec?.selector;
  if (selector?.matchLabels === undefined && selector?.matchExpressions === undefined) return [];
  return context.kubernetes.listAll<Pod>(pods, {
    namespace: name.namespace ?? "",
    labelSelector: formatLabelSelector(selector),
  });
}

function describePod({ metadata, status }: Pod): readonly string[] {
  const says = (text: string): string => `pod ${metadata.name}: ${text}`;
  const unscheduled = status?.conditions?.find((one) => one.type === "PodScheduled" && one.status === "False");
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return [
    ...(unscheduled === undefined ? [] : [says(`not scheduled: ${unscheduled.message ?? ""}`)]),
    ...(status?.reason === undefined ? [] : [says(`${status.reason} ${status.message ?? ""}`)]),
    ...containers.flatMap((container) => describeContainer(container).map(says)),
  ];
}

function describeContainer({ name, state, restartCount = 0 }: ContainerStatus): readonly string[] {
  if (state?.waiting !== undefined) {
    const { reason = "waiting", message = "" } = state.waiting;
    return [`container ${name}: ${reason} ${message}`.trimEnd()];
  }
  if (state?.terminated !== undefined && state.terminated.exitCode !== 0) {
    const { reason = "terminated", exitCode } = state.terminated;
    return [`container ${name}: ${reason}, exit code ${exitCode ?? "unknown"}, restarted ${restartCount} times`];
  }
  return restartCount > 0 ? [`container ${name}: runs, restarted ${restartCount} times`] : [];
}

async function warningsAbout(
  context: Context,
  namespace: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const all = await context.kubernetes.listAll<KubernetesEvent>(events, { namespace, fieldSelector: "type=Warning" });
  return all
    .filter(({ involvedObject }) => names.some((name) => isAbout(involvedObject?.name ?? "", name)))
    .sort((one, other) => (other.lastTimestamp ?? "").localeCompare(one.lastTimestamp ?? ""))
    .slice(0, mostEvents)
    .map((event) => `event: ${event.involvedObject?.name ?? ""}: ${event.reason ?? ""}: ${event.message ?? ""}`);
}

/** A ReplicaSet's events tell why a Deployment makes no pods; its name begins with the Deployment's. */
function isAbout(involved: string, name: string): boolean {
  return involved === name || involved.startsWith(`${name}-`);
}
