import type { UnstructuredObject } from "@holdfast/kubernetes";
import { isObject } from "../artefacts/json.ts";

export interface Adoption {
  /** Put on every object, so that ours is told from theirs. */
  readonly labels: Readonly<Record<string, string>>;
  readonly imagePullSecret?: string;
}

/** In the order in which they have to exist. */
const order = [
  "CustomResourceDefinition",
  "Namespace",
  "ServiceAccount",
  "ClusterRoleBinding",
  "DaemonSet",
  "Deployment",
];
/** Kinds of a later version: configuration, which the workloads may read. */
const beforeWorkloads = 3.5;

/**
 * The installer's objects as Holdfast applies them: labelled, without what only a server sets, in order. Pod templates
 * keep their labels: Velero and its users select by them.
 */
export function adoptInstallation(
  objects: readonly UnstructuredObject[],
  adoption: Adoption,
): readonly UnstructuredObject[] {
  return objects.map((object) => adopt(object, adoption)).sort((one, other) => rank(one) - rank(other));
}

function rank(object: UnstructuredObject): number {
  const place = order.indexOf(object.kind);
  return place < 0 ? beforeWorkloads : place;
}

function adopt(object: UnstructuredObject, adoption: Adoption): UnstructuredObject {
  const { status: _, ...rest } = withoutNulls(object) as UnstructuredObject;
  const labelled: UnstructuredObject = {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...rest.metadata, labels: { ...rest.metadata.labels, ...adoption.labels } },
  };
  return adoption.imagePullSecret === undefined ? labelled : withPullSecret(labelled, adoption.imagePullSecret);
}

/** Pods take it from the service account, hosting pods and maintenance jobs too. */
function withPullSecret(object: UnstructuredObject, name: string): UnstructuredObject {
  return object.kind === "ServiceAccount" ? { ...object, imagePullSecrets: [{ name }] } : object;
}

/** `creationTimestamp: null` and the like: Go prints them, server-side apply would own them. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}

/** Names of the kinds that a definition makes served, for the wait until they are. */
export function definitionNames(objects: readonly UnstructuredObject[]): readonly string[] {
  return objects.filter((object) => object.kind === "CustomResourceDefinition").map((object) => object.metadata.name);
}
