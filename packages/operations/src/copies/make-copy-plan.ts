import { createHash } from "node:crypto";
import { Fault, findConflicts, namespaceMentions } from "@holdfast/domain";
import type { Check, NamingObject } from "@holdfast/domain";
import { ingresses, services } from "@holdfast/kubernetes";
import type { KubernetesObject, ObjectName } from "@holdfast/kubernetes";
import type { VolumeInfo } from "@holdfast/velero";
import { isClusterScoped, placeObjects } from "../applications/place-objects.ts";
import type { PlacedObject } from "../applications/apply-order.ts";
import type { Context } from "../context.ts";
import { coveredClaims } from "../restores/read-contents.ts";
import type { CopiedClaim, CopyPlan, CopyRequest, MadeCopyPlan } from "./copy-input.ts";
import { findCopyBasis } from "./find-copy-basis.ts";
import type { CopyBasis } from "./find-copy-basis.ts";

/** What of the backup's objects a copy has to look at. */
interface Collected {
  readonly claims: readonly CopiedClaim[];
  readonly naming: readonly NamingObject[];
  readonly mentions: readonly string[];
}

const shownMentions = 20;

/** Reads the backup, looks at the cluster and decides; changes nothing. Faults: as findCopyBasis, volumes-not-covered. */
export async function makeCopyPlan(
  context: Context,
  request: CopyRequest,
): Promise<MadeCopyPlan & { readonly basis: CopyBasis }> {
  const { visit, collected } = collect();
  const basis = await findCopyBasis(context, request, visit);
  const { claims, naming, mentions } = collected(basis.application.namespaces);
  const filled = coveredClaims(basis.volumes);
  const empty = claims.filter((claim) => !filled.some((one) => isSame(one, claim)));
  refuseRetained(basis, empty);
  const cluster = await lookForClusterObjects(context, basis);
  const { member, application, mapping } = basis;
  const plan: CopyPlan = {
    backup: { set: member.set.name, name: member.backup.name, uid: member.backup.uid },
    source: request.application,
    slug: request.as,
    namespaces: application.namespaces.map((from) => ({ from, to: mapping[from] ?? "" })),
    filled,
    empty,
    ...cluster,
  };
  const decided = [plan.backup.uid, plan.source, plan.slug, plan.namespaces];
  const hash = createHash("sha256").update(JSON.stringify(decided)).digest("hex");
  const checks = [
    ...warnMentions(mentions),
    ...(await warnConflicts(context, naming)),
    ...warnAbsent(plan),
    ...warnNodePorts(basis),
  ];
  return { plan, hash, checks, basis };
}

function collect() {
  const claims: CopiedClaim[] = [];
  const naming: NamingObject[] = [];
  const texts: { readonly name: string; readonly fields: (namespaces: readonly string[]) => readonly string[] }[] = [];
  const visit = (object: KubernetesObject): void => {
    const { name, namespace = "", ownerReferences = [] } = object.metadata;
    if (object.kind === "PersistentVolumeClaim") claims.push({ namespace, name });
    if (object.kind === "Service" || object.kind === "Ingress") naming.push(object);
    // What its owner makes says what its owner says; what the cluster makes says nothing.
    if (ownerReferences.length > 0 || passing.has(object.kind) || object.kind === "Application") return;
    texts.push({ name: `${object.kind} ${name}`, fields: (namespaces) => mentionsOf(object, namespaces) });
  };
  const collected = (namespaces: readonly string[]): Collected => ({
    claims,
    naming,
    mentions: texts.flatMap(({ name, fields }) => fields(namespaces).map((field) => `${name}: ${field}`)),
  });
  return { visit, collected };
}

const passing: ReadonlySet<string> = new Set(["Event", "Endpoints", "EndpointSlice", "Lease"]);

/** A Secret is searched in its decoded values; only the field is ever said. */
function mentionsOf(object: KubernetesObject, namespaces: readonly string[]): readonly string[] {
  if (object.kind !== "Secret") return namespaceMentions(object, namespaces);
  const { data = {} } = object as { readonly data?: Readonly<Record<string, string>> };
  const decoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()] as const);
  return namespaceMentions({ data: Object.fromEntries(decoded) }, namespaces);
}

function isSame(one: CopiedClaim, other: CopiedClaim): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

/** Velero restores the volume of such a claim as it is: the copy would be given the volume of the original. */
function refuseRetained({ member, volumes }: CopyBasis, empty: readonly CopiedClaim[]): void {
  const shared = empty.filter((claim) => volumes.some((volume) => retains(volume, claim)));
  if (shared.length === 0) return;
  const names = shared.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");
  throw new Fault("volumes-not-covered", `${member.slug} cannot be copied from ${member.set.name}.`, {
    reason: `The backup does not hold the data of ${names}, and the reclaim policy of their volumes is Retain: Velero would give the copy the volume of the original.`,
    remedy: "Have these volumes backed up (`holdfast backup show` lists those that are), and copy that backup.",
    where: `Backup ${member.backup.name}`,
  });
}

function retains({ pvcNamespace, pvcName, reclaimPolicy }: VolumeInfo, { namespace, name }: CopiedClaim): boolean {
  return pvcNamespace === namespace && pvcName === name && reclaimPolicy === "Retain";
}

async function lookForClusterObjects(
  context: Context,
  { rendered }: CopyBasis,
): Promise<Pick<CopyPlan, "used" | "notMade">> {
  const placed = (await placeObjects(context, rendered)).filter((one) => isClusterScoped(one));
  const found = await Promise.all(
    placed
      .filter(({ type }) => type.kind !== "Namespace")
      .map(async (one) => ({ name: nameOf(one), isThere: await exists(context, one) })),
  );
  return {
    used: found.filter(({ isThere }) => isThere).map(({ name }) => name),
    notMade: found.filter(({ isThere }) => !isThere).map(({ name }) => name),
  };
}

async function exists(context: Context, { type, object }: PlacedObject): Promise<boolean> {
  const name: ObjectName = { name: object.metadata.name };
  return (await context.kubernetes.get(type, name)) !== undefined;
}

function nameOf({ object }: PlacedObject): string {
  return `${object.kind} ${object.metadata.name}`;
}

function warnMentions(mentions: readonly string[]): readonly Check[] {
  if (mentions.length === 0) return [];
  const more = mentions.length > shownMentions ? `; and ${mentions.length - shownMentions} more` : "";
  const message = `These fields name a namespace of the original, so that the copy would talk to it: ${mentions.slice(0, shownMentions).join("; ")}${more}`;
  const remedy =
    "Cut the copy off from the original (a NetworkPolicy, other credentials) or correct the fields in the copy.";
  return [{ code: "copy-names-the-original", subject: "objects", result: "warning", message, remedy }];
}

async function warnConflicts(context: Context, naming: readonly NamingObject[]): Promise<readonly Check[]> {
  if (naming.length === 0) return [];
  const present = await Promise.all([services, ingresses].map((type) => context.kubernetes.listAll(type)));
  return findConflicts(naming, present.flat()).map(({ kind, value, object, takenBy }) => ({
    code: `copy-${kind}-taken`,
    subject: object,
    result: "warning",
    message: `${object} asks for the ${kind.replace("-", " ")} ${value}, which ${takenBy} has: ${consequences[kind]}`,
  }));
}

const consequences = {
  "node-port":
    "where the vendor wrote the port himself, the copy's Service is not made; otherwise it gets another port",
  host: "which of the two answers is up to the ingress controller",
  "external-address": "which of the two answers is up to the network",
} as const;

function warnNodePorts({ rendered, member }: CopyBasis): readonly Check[] {
  if (rendered.restore?.spec.preserveNodePorts !== true) return [];
  const message =
    "The release's `kind: Restore` asks to keep node ports; a copy gets others, since the original has them";
  return [{ code: "copy-node-ports-not-kept", subject: member.slug, result: "warning", message }];
}

function warnAbsent({ notMade }: CopyPlan): readonly Check[] {
  return notMade.map((name) => ({
    code: "copy-cluster-object-absent",
    subject: name,
    result: "warning",
    message: `${name} of the release is not in this cluster; a copy makes no cluster-scoped objects`,
  }));
}
