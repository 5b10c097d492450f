import { Fault } from "@holdfast/domain";
import { persistentVolumeClaims, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesObject, OwnerReference } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { Removal } from "./prune-objects.ts";

type Deletion = Extract<Removal, { readonly kind: "delete" }>;

interface StatefulSet extends KubernetesObject {
  readonly spec?: {
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string };
    readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[];
  };
}

/** Owners of owners are followed this far: a claim of a StatefulSet of a custom resource is three. */
const longestChain = 5;

/**
 * Faults: volumes-not-covered, naming the claims that Kubernetes would delete along with what the plan deletes: they are
 * owned by it, or by a StatefulSet of it that says so in its retention policy.
 */
export async function refuseEndangeredClaims(
  context: Context,
  plan: readonly Removal[],
  claims: readonly KubernetesObject[],
): Promise<void> {
  const deletions = plan.filter((removal) => removal.kind === "delete");
  const prefixes = await doomedClaimPrefixes(context, deletions);
  const uids = new Set(deletions.map(({ uid }) => uid));
  const endangered: KubernetesObject[] = [];
  for (const claim of claims) {
    const byPolicy = prefixes.some((prefix) => isNumbered(nameOf(claim), prefix));
    if (byPolicy || (await hasDoomedOwner(context, claim, uids))) endangered.push(claim);
  }
  if (endangered.length > 0) throw endangeredClaims(endangered.map(nameOf));
}

/** The claims in these namespaces that outlive their pods. */
export async function listClaims(
  context: Context,
  namespaces: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const found: KubernetesObject[] = [];
  for (const namespace of namespaces) {
    found.push(...(await context.kubernetes.listAll<KubernetesObject>(persistentVolumeClaims, { namespace })));
  }
  return found.filter((claim) => !isEphemeral(claim));
}

/** A claim of a pod's own ephemeral volume goes with every pod: nobody expects it to stay. */
function isEphemeral({ metadata }: KubernetesObject): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }) => kind === "Pod");
}

/** The controller writes the owner some time after the policy: until then only the name tells whose claim it is. */
async function doomedClaimPrefixes(context: Context, deletions: readonly Deletion[]): Promise<readonly string[]> {
  const prefixes: string[] = [];
  for (const { type, reference } of deletions) {
    if (type.kind !== statefulSets.kind || type.group !== statefulSets.group) continue;
    const { name, namespace = "" } = reference;
    const found = await context.kubernetes.get<StatefulSet>(statefulSets, { name, namespace });
    if (found?.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted !== "Delete") continue;
    for (const template of found.spec.volumeClaimTemplates ?? []) {
      prefixes.push(`${namespace}/${template.metadata?.name ?? ""}-${name}-`);
    }
  }
  return prefixes;
}

function isNumbered(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^\d+$/u.test(name.slice(prefix.length));
}

async function hasDoomedOwner(
  context: Context,
  { metadata }: KubernetesObject,
  doomed: ReadonlySet<string>,
): Promise<boolean> {
  let owners = metadata.ownerReferences ?? [];
  for (let depth = 0; depth < longestChain && owners.length > 0; depth += 1) {
    if (owners.some(({ uid }) => doomed.has(uid))) return true;
    const found = await Promise.all(owners.map((owner) => ownersOf(context, owner, metadata.namespace)));
    owners = found.flat();
  }
  return false;
}

async function ownersOf(
  context: Context,
  { apiVersion, kind, name }: OwnerReference,
  namespace: string | undefined,
): Promise<readonly OwnerReference[]> {
  const type = await context.kubernetes.resolve(apiVersion, kind);
  if (type === undefined) return [];
  const place = type.namespaced && namespace !== undefined ? { namespace } : {};
  const owner = await context.kubernetes.get<KubernetesObject>(type, { name, ...place });
  return owner?.metadata.ownerReferences ?? [];
}

function nameOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function endangeredClaims(names: readonly string[]): Fault {
  return new Fault("volumes-not-covered", `The data in these claims would be lost: ${names.join(", ")}.`, {
    reason:
      "They are owned by objects that would be deleted, or by a StatefulSet that says whenDeleted: Delete in its persistentVolumeClaimRetentionPolicy; Kubernetes would delete them along. Nothing was deleted.",
    remedy:
      "To give the data up: `holdfast app remove SLUG --delete-data`. To keep it: set whenDeleted: Retain on the StatefulSet (`kubectl patch statefulset`), or take the owner references off the claims; then run the same command again.",
  });
}
