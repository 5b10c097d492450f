import { fieldManager } from "@holdfast/domain";
import { isApiError, pods, replicaSets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import type { TemplateChange } from "./workload-templates.ts";

/** Gives the running pods of a workload the labels and annotations that its template cannot give them; returns how many. */
export async function markPods(context: Context, { workload, marks }: TemplateChange): Promise<number> {
  if (Object.keys(marks.labels).length + Object.keys(marks.annotations).length === 0) return 0;
  const running = await podsOf(context, workload);
  for (const { metadata } of running) {
    context.report({ message: `Marking Pod ${metadata.namespace ?? ""}/${metadata.name}` });
    await markOne(context, metadata, marks);
  }
  return running.length;
}

/** The uid makes it this pod: one that was replaced meanwhile has its marks from its template, or is found next time. */
async function markOne(
  { kubernetes }: Context,
  { name, namespace = "", uid }: KubernetesObject["metadata"],
  marks: TemplateChange["marks"],
): Promise<void> {
  const body = { metadata: { ...(uid === undefined ? {} : { uid }), ...marks } };
  try {
    await kubernetes.patch(pods, { name, namespace }, { kind: "merge", body }, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "NotFound", "Conflict")) throw error;
  }
}

/** Those that the workload's controller made, whatever labels others have. */
async function podsOf(
  context: Context,
  { kind, name, namespace = "" }: TemplateChange["workload"],
): Promise<readonly KubernetesObject[]> {
  const list = (type: typeof pods) =>
    retryTransient(context, () => context.kubernetes.listAll<KubernetesObject>(type, { namespace }));
  const all = await list(pods);
  if (kind !== "Deployment") return all.filter((pod) => isOwned(pod, kind, [name]));
  const sets = (await list(replicaSets)).filter((set) => isOwned(set, kind, [name]));
  const names = sets.map(({ metadata }) => metadata.name);
  return all.filter((pod) => isOwned(pod, "ReplicaSet", names));
}

function isOwned({ metadata }: KubernetesObject, owner: string, names: readonly string[]): boolean {
  return (metadata.ownerReferences ?? []).some((one) => one.kind === owner && names.includes(one.name));
}
