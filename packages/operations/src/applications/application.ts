import { labels } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";

export const applicationType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};

export interface ApplicationSpec {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** The primary namespace is the first. */
  readonly namespaces: readonly string[];
  /** The deployed release. */
  readonly sequence: number;
  readonly versionLabel: string;
  /** The vendor's pinned key. */
  readonly publicKey: string;
  /** The release being applied: there from before its first object until it is deployed. */
  readonly deploying?: { readonly sequence: number };
}

/** The Application object as the cluster holds it. */
export interface ApplicationObject extends KubernetesObject {
  readonly spec: ApplicationSpec;
}

/** One installed product of a vendor. */
export interface InstalledApplication extends ApplicationSpec {
  /** The primary namespace, where its records live. */
  readonly namespace: string;
  readonly object: ApplicationObject;
}

export function installedFrom(object: ApplicationObject): InstalledApplication {
  return { ...object.spec, namespace: object.metadata.namespace ?? object.spec.slug, object };
}

/** A new Application object, not written yet. */
export function applicationObject(spec: ApplicationSpec, namespace: string): ApplicationObject {
  const { slug } = spec;
  return {
    apiVersion: `${applicationType.group}/${applicationType.version}`,
    kind: applicationType.kind,
    metadata: { name: slug, namespace, labels: { [labels.record]: "application", [labels.application]: slug } },
    spec,
  };
}
