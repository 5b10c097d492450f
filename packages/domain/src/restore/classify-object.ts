import { labels } from "../identifiers.ts";
import { kotsAnnotations } from "../release/kots-annotations.ts";
import type { FindLeftOut, LeftOut } from "../selection/backup-filters.ts";
import type { LiveObject } from "./live-object.ts";

/** What a restore of one application does with an object of its namespaces. */
export type ObjectClass =
  /** Wiped when the backup holds its data, unless there is a reason to keep it. */
  | { readonly kind: "claim"; readonly keep?: string }
  /** Deleted; the wave says when. */
  | { readonly kind: "delete"; readonly wave: DeletionWave }
  /** Stays, and a person should know. */
  | { readonly kind: "keep"; readonly reason: string }
  /** Belongs to Kubernetes, to its owner, or to nobody: neither deleted nor worth a word. */
  | { readonly kind: "ignore" };

/**
 * Webhooks first, or they would refuse what follows; custom resources while their operators still run, so that their
 * finalizers can; then what runs, then the rest, and claims when nothing uses them any more.
 */
export const deletionWaves = ["webhooks", "custom-resources", "workloads", "rest", "claims"] as const;
export type DeletionWave = (typeof deletionWaves)[number];

/** The API groups of Kubernetes itself; every other group's objects are custom resources. */
const builtInGroups: ReadonlySet<string> = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "extensions",
  "policy",
  ...["admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization"].map(k8s),
  ...["certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "metrics"].map(k8s),
  ...["networking", "node", "rbac.authorization", "resource", "scheduling", "storage"].map(k8s),
]);

function k8s(group: string): string {
  return `${group}.k8s.io`;
}

/** Made by Kubernetes as it goes; never in a plan. */
const passingKinds: ReadonlySet<string> = new Set(["Event", "Endpoints", "EndpointSlice", "Lease", "PodMetrics"]);

const workloadKinds: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
  "CronJob",
  "Pod",
]);

/** A snapshot with deletionPolicy Delete takes what is in the storage along, and Velero brings none of it back. */
const snapshotGroups: ReadonlySet<string> = new Set(["snapshot.storage", "groupsnapshot.storage"].map(k8s));

const webhookKinds: ReadonlySet<string> = new Set(["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"]);

const reasons: Readonly<Record<LeftOut, string>> = {
  namespace: "the backup's filters leave out its namespace",
  kind: "the backup's filters leave out its kind",
  labels: "the backup's label selectors leave it out",
  policy: "it is not in the backup, whose resource policy may have left it out",
  restore: "the release's `kind: Restore` leaves out its kind",
};

const snapshotReason = "deleting it could destroy the snapshot in the storage";

/** Cluster-scoped objects are given only when they are the release's; of those only webhooks are ever deleted. */
export function classifyObject(object: LiveObject, findLeftOut: FindLeftOut): ObjectClass {
  if (object.namespace === undefined) {
    return webhookKinds.has(object.kind) ? { kind: "delete", wave: "webhooks" } : { kind: "ignore" };
  }
  if (object.labels[labels.record] !== undefined) return { kind: "ignore" };
  if (isKubernetesOwn(object)) return { kind: "ignore" };
  const isClaim = object.group === "" && object.kind === "PersistentVolumeClaim";
  if (!isClaim && object.owners.some((owner) => owner.controller)) return { kind: "ignore" };
  if (snapshotGroups.has(object.group)) return { kind: "keep", reason: snapshotReason };
  const leftOut = findLeftOut(object);
  const keep = keptByVendor(object) ?? labelledOut(object) ?? (leftOut === undefined ? undefined : reasons[leftOut]);
  if (isClaim) return { kind: "claim", ...(keep === undefined ? {} : { keep }) };
  return keep === undefined ? { kind: "delete", wave: waveOf(object) } : { kind: "keep", reason: keep };
}

function keptByVendor({ keep }: LiveObject): string | undefined {
  return keep === true ? `its vendor wants it kept (annotation ${kotsAnnotations.keep})` : undefined;
}

function labelledOut(object: LiveObject): string | undefined {
  if (object.labels[labels.excludeFromBackup] !== "true") return undefined;
  return `it is labelled ${labels.excludeFromBackup}=true, so no backup holds it`;
}

function waveOf(object: LiveObject): DeletionWave {
  if (!builtInGroups.has(object.group)) return "custom-resources";
  return workloadKinds.has(object.kind) ? "workloads" : "rest";
}

/** What every namespace gets by itself, and gets again. */
function isKubernetesOwn({ kind, name, secretType }: LiveObject): boolean {
  if (passingKinds.has(kind)) return true;
  if (kind === "ServiceAccount") return name === "default";
  if (kind === "ConfigMap") return name === "kube-root-ca.crt" || name === "openshift-service-ca.crt";
  return kind === "Secret" && secretType === "kubernetes.io/service-account-token";
}
