import { annotations, labels } from "@holdfast/domain";
import type { UnstructuredObject } from "@holdfast/kubernetes";

/** The value of the part-of label on everything that `holdfast install` makes. */
export const partOfConsole = "console";
/** Name of the server's Deployment, Service and service account. */
export const serverName = "holdfast";

export interface ServerOptions {
  readonly namespace: string;
  readonly image: string;
  readonly replicas: number;
  /** Of the program whose manifests these are. */
  readonly version: string;
  readonly imagePullSecret?: string;
}

/**
 * The manifests of `deploy/` with the options filled in, in the order in which they have to exist. A field that an
 * administrator set under another field manager is not among them and stays.
 */
export function serverObjects(
  manifests: readonly UnstructuredObject[],
  options: ServerOptions,
): readonly UnstructuredObject[] {
  return manifests
    .map((manifest) => labelled(filled(manifest, options), options.version))
    .sort((one, other) => rank(one) - rank(other));
}

const order = [
  "CustomResourceDefinition",
  "Namespace",
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "Service",
  "Deployment",
];

function rank(object: UnstructuredObject): number {
  return order.indexOf(object.kind);
}

function labelled(object: UnstructuredObject, version: string): UnstructuredObject {
  const { metadata } = object;
  const given = { ...metadata.labels, [labels.partOf]: partOfConsole };
  const noted = { ...metadata.annotations, [annotations.version]: version };
  return { ...object, metadata: { ...metadata, labels: given, annotations: noted } };
}

function filled(object: UnstructuredObject, options: ServerOptions): UnstructuredObject {
  const { namespace } = options;
  switch (object.kind) {
    case "Namespace":
      return { ...object, metadata: { ...object.metadata, name: namespace } };
    case "ClusterRole":
    case "CustomResourceDefinition":
      return object;
    case "ClusterRoleBinding":
      return { ...object, subjects: [{ kind: "ServiceAccount", name: serverName, namespace }] };
    case "Deployment":
      return deployment({ ...object, metadata: { ...object.metadata, namespace } }, options);
    default:
      return { ...object, metadata: { ...object.metadata, namespace } };
  }
}

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly containers: readonly Readonly<Record<string, unknown>>[] } };
}

function deployment(object: UnstructuredObject, options: ServerOptions): UnstructuredObject {
  const spec = object["spec"] as DeploymentSpec;
  const { imagePullSecret, image, replicas } = options;
  const podSpec = {
    ...spec.template.spec,
    ...(imagePullSecret === undefined ? {} : { imagePullSecrets: [{ name: imagePullSecret }] }),
    containers: spec.template.spec.containers.map((container) => ({ ...container, image })),
  };
  return { ...object, spec: { ...spec, replicas, template: { ...spec.template, spec: podSpec } } };
}
