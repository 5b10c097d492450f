/** A workload of the claim's namespace, as far as it decides who uses the claim. */
export interface ObservedWorkload {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly uid: string;
  /** Wanted pods; of a CronJob 1, or 0 when it is suspended. */
  readonly replicas: number;
  /** Its pod template, or one of its claim templates, names the claim. */
  readonly mounts: boolean;
  /** A StatefulSet whose claims Kubernetes deletes when it is scaled down. */
  readonly losesClaims: boolean;
  /** What made it and would make it again. */
  readonly owner?: OwnerName;
}

export type WorkloadKind = "Deployment" | "StatefulSet" | "ReplicaSet" | "DaemonSet" | "Job" | "CronJob";

export interface OwnerName {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A pod that mounts the claim and has not ended. */
export interface ObservedPod {
  readonly name: string;
  readonly owner?: OwnerName;
}

/** A workload that is stopped while the claim is filled, and started again with as many replicas. */
export interface StoppedWorkload {
  readonly kind: "Deployment" | "StatefulSet" | "ReplicaSet" | "CronJob";
  readonly name: string;
  readonly uid: string;
  readonly replicas: number;
}

export type StopDecision =
  | { readonly kind: "possible"; readonly stops: readonly StoppedWorkload[] }
  /** Something uses the claim that cannot be stopped and started again; each with the reason. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

interface Observed {
  readonly workloads: readonly ObservedWorkload[];
  readonly pods: readonly ObservedPod[];
}

/**
 * Which workloads have to stop so that nothing mounts the claim: those whose pods mount it now, and those whose template
 * says that their pods will.
 */
export function decideStops({ workloads, pods }: Observed): StopDecision {
  const byUid = new Map(workloads.map((workload) => [workload.uid, workload]));
  const reasons: string[] = [];
  const users = new Map<string, ObservedWorkload>();
  for (const pod of pods) {
    const owner = pod.owner === undefined ? undefined : byUid.get(pod.owner.uid);
    if (owner === undefined) reasons.push(unownedPod(pod));
    else addTop(users, byUid, owner);
  }
  for (const workload of workloads) if (workload.mounts && workload.replicas > 0) addTop(users, byUid, workload);
  const stops: StoppedWorkload[] = [];
  for (const user of users.values()) {
    const refusal = refuseStop(user);
    if (refusal !== undefined) reasons.push(refusal);
    else if (isStoppable(user.kind)) stops.push({ ...nameOf(user), kind: user.kind, replicas: user.replicas });
  }
  if (reasons.length > 0) return { kind: "refused", reasons: reasons.sort() };
  return { kind: "possible", stops: stops.sort((one, other) => compare(one, other)) };
}

/** A Job is asked by itself: suspending its CronJob would not end it. */
function addTop(
  users: Map<string, ObservedWorkload>,
  byUid: ReadonlyMap<string, ObservedWorkload>,
  first: ObservedWorkload,
): void {
  let top = first;
  while (top.kind !== "Job") {
    const above = top.owner === undefined ? undefined : byUid.get(top.owner.uid);
    if (above === undefined) break;
    top = above;
  }
  users.set(top.uid, top);
}

function refuseStop(user: ObservedWorkload): string | undefined {
  const name = `${user.kind} ${user.name}`;
  if (user.kind === "Job") return `${name} uses it and has not ended`;
  if (user.kind === "DaemonSet") return `${name} uses it, and a DaemonSet cannot be scaled to zero`;
  if (user.owner !== undefined)
    return `${name} uses it and belongs to ${user.owner.kind} ${user.owner.name}, whose operator would start it again`;
  if (user.losesClaims)
    return `${name} uses it, and Kubernetes deletes the claims of this StatefulSet when it is scaled`;
  return undefined;
}

function unownedPod({ name, owner }: ObservedPod): string {
  if (owner === undefined) return `Pod ${name} uses it and belongs to no workload`;
  return `Pod ${name} uses it and belongs to ${owner.kind} ${owner.name}, which Holdfast cannot stop`;
}

function isStoppable(kind: WorkloadKind): kind is StoppedWorkload["kind"] {
  return kind !== "DaemonSet" && kind !== "Job";
}

function nameOf({ name, uid }: ObservedWorkload): { readonly name: string; readonly uid: string } {
  return { name, uid };
}

function compare(one: StoppedWorkload, other: StoppedWorkload): number {
  return `${one.kind} ${one.name}`.localeCompare(`${other.kind} ${other.name}`);
}
