import { hash } from "node:crypto";
import { classifyObject, labels, objectKey, printObject } from "@holdfast/domain";
import type { BackedUpObject, ObjectPrint } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { liveObjectOf } from "./live-object-of.ts";
import type { VisitContents } from "./read-contents.ts";

/** What is held of a member's tarball: small, whatever is in it. */
export interface MemberContents {
  /** What comes back at all, without what Kubernetes or a controller makes; by `objectKey`. */
  readonly objects: ReadonlyMap<string, ContentsObject>;
  readonly pods: readonly BackedUpPod[];
  readonly claims: readonly BackedUpClaim[];
}

export interface ContentsObject extends BackedUpObject {
  readonly print: ObjectPrint;
}

export interface BackedUpPod {
  readonly namespace: string;
  readonly name: string;
  readonly content: PodContent;
}

export interface BackedUpClaim {
  readonly namespace: string;
  readonly name: string;
  readonly storageClass?: string;
  /** "10Gi" */
  readonly requested?: string;
}

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** What the checks need of a Pod. */
interface PodContent {
  readonly phase: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly volumes: readonly {
    readonly name: string;
    readonly persistentVolumeClaim?: { readonly claimName: string };
  }[];
  readonly containers: readonly { readonly resources?: Resources }[];
}

/** Long values are compared by this; 16 bytes of SHA-256. */
export function digest(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 22);
}

/** A visitor of a tarball, and what it held of it at the end. */
export function collectContents(): { readonly visit: VisitContents; readonly contents: MemberContents } {
  const objects = new Map<string, ContentsObject>();
  const pods: BackedUpPod[] = [];
  const claims: BackedUpClaim[] = [];
  const visit = (content: KubernetesObject): void => {
    const { namespace = "", name } = content.metadata;
    if (content.apiVersion === "v1" && content.kind === "Pod") pods.push({ namespace, name, content: podOf(content) });
    if (content.apiVersion === "v1" && content.kind === "PersistentVolumeClaim") claims.push(claimOf(content));
    const object = liveObjectOf(kindOf(content), content);
    // What a filter or a label of today would keep is another question than what the backup brings back.
    if (classifyObject({ ...object, labels: recordLabelOf(object.labels) }, () => undefined).kind === "ignore") return;
    const staysAway = hasEnded(content)
      ? "it had ended when it was backed up, and Velero does not bring it back"
      : undefined;
    const { requested } = content.kind === "PersistentVolumeClaim" ? claimOf(content) : {};
    objects.set(objectKey(object), {
      object,
      print: printObject(content, digest),
      ...(staysAway === undefined ? {} : { staysAway }),
      ...(requested === undefined ? {} : { requested }),
    });
  };
  return { visit, contents: { objects, pods, claims } };
}

function recordLabelOf(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const record = all[labels.record];
  return record === undefined ? {} : { [labels.record]: record };
}

function kindOf({ apiVersion, kind }: KubernetesObject) {
  const cut = apiVersion.indexOf("/");
  return { group: cut < 0 ? "" : apiVersion.slice(0, cut), version: apiVersion.slice(cut + 1), kind };
}

interface WithStatus {
  readonly status?: { readonly phase?: string; readonly completionTime?: string };
}

/** Source: Velero 1.18 skips Jobs with a completion time, and Pods that Succeeded or Failed. */
function hasEnded(content: KubernetesObject): boolean {
  const { phase, completionTime } = (content as WithStatus).status ?? {};
  if (content.kind === "Job") return completionTime !== undefined;
  return content.kind === "Pod" && (phase === "Succeeded" || phase === "Failed");
}

interface PodObject extends WithStatus {
  readonly spec?: Partial<Pick<PodContent, "volumes" | "containers">>;
}

function podOf(content: KubernetesObject): PodContent {
  const { spec, status } = content as PodObject;
  return {
    phase: status?.phase ?? "",
    annotations: content.metadata.annotations ?? {},
    volumes: (spec?.volumes ?? []).map(({ name, persistentVolumeClaim }) =>
      persistentVolumeClaim === undefined ? { name } : { name, persistentVolumeClaim },
    ),
    containers: (spec?.containers ?? []).map(({ resources }) => (resources === undefined ? {} : { resources })),
  };
}

interface ClaimObject {
  readonly spec?: {
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

function claimOf(content: KubernetesObject): BackedUpClaim {
  const { namespace = "", name } = content.metadata;
  const { storageClassName, resources } = (content as ClaimObject).spec ?? {};
  const requested = resources?.requests?.storage;
  return {
    namespace,
    name,
    ...(storageClassName === undefined ? {} : { storageClass: storageClassName }),
    ...(requested === undefined ? {} : { requested }),
  };
}
