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
  /** Which backup its data come from; absent: it was never restored. */
  readonly restoredFrom?: RestoredFrom;
  /** Set on a copy, which is shown and removed but neither changed nor backed up; never changes. */
  readonly copyOf?: CopyOf;
  /**
   * The release being applied: there from before its first object until it is deployed; and the backup set that was made
   * before it.
   */
  readonly deploying?: { readonly sequence: number; readonly backup?: string };
}

/** What a copy was made from. */
export interface CopyOf {
  readonly set: string;
  /** The slug in the backup. */
  readonly slug: string;
  /** The installation that made the backup; absent when the backup does not say. */
  readonly instance?: string;
  /** From the backup's namespaces to the copy's. */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** The last restore that ended. */
export interface RestoredFrom {
  readonly set: string;
  /** When the restore was asked for, RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly operation: string;
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
