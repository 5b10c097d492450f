import type { KubernetesObject } from "@holdfast/kubernetes";

/** The parts of Deployments, DaemonSets, Pods and Nodes that finding a Velero needs. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeName?: string;
  readonly volumes?: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[];
}

export interface Deployment extends KubernetesObject {
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: PodSpec } };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface DaemonSet extends KubernetesObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
  };
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode?: number; readonly reason?: string; readonly message?: string };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: ContainerState;
  readonly restartCount?: number;
}

export interface Pod extends KubernetesObject {
  readonly spec: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface Node extends KubernetesObject {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly effect: string }[];
  };
}

/** As a list request takes it. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const further = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "NotIn" ? "notin" : "in"} (${values.join(",")})`;
  });
  return [...equal, ...further].join(",");
}

/** The container that runs `velero <words>`, e.g. ["server"] or ["node-agent", "server"]. */
export function veleroContainer(spec: PodSpec, words: readonly string[]): Container | undefined {
  return spec.containers.find((container) => {
    const line = [...(container.command ?? []), ...(container.args ?? [])].filter((word) => !word.startsWith("-"));
    const program = line.findIndex((word) => word.split("/").pop() === "velero");
    const rest = line.slice(program + 1);
    const isVelero = program >= 0 || /velero/.test(container.image ?? "");
    return isVelero && words.every((word, index) => rest[index] === word);
  });
}

/** Why a pod does not run, in the words of the kubelet; undefined when nothing is wrong with it so far. */
export function whyNotRunning(pod: Pod): string | undefined {
  const states = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { name, state, restartCount = 0 } of states) {
    const reason = state?.waiting?.reason;
    if (reason !== undefined && reason !== "PodInitializing" && reason !== "ContainerCreating") {
      return `container ${name}: ${reason}${state?.waiting?.message === undefined ? "" : `: ${state.waiting.message}`}`;
    }
    const exitCode = state?.terminated?.exitCode ?? 0;
    if (exitCode !== 0) return `container ${name} ended with exit code ${exitCode}, ${restartCount} restarts`;
  }
  const unscheduled = pod.status?.conditions?.find((each) => each.type === "PodScheduled" && each.status === "False");
  return unscheduled?.message;
}

const pullReasons: readonly (string | undefined)[] = [
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
];

/** An image of its containers, the init containers (plugins) among them, could not be pulled so far. */
export function cannotPull({ status }: Pod): boolean {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return statuses.some(({ state }) => pullReasons.includes(state?.waiting?.reason));
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((each) => each.type === "Ready" && each.status === "True") === true;
}

/** What Velero finds its node agents by since 1.16. */
export function hasNodeAgentLabel({
  labels,
}: {
  readonly labels?: Readonly<Record<string, string>> | undefined;
}): boolean {
  return labels?.["role"] === "node-agent";
}
