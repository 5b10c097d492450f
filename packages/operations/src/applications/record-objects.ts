import { labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";

export interface Secret extends KubernetesObject {
  readonly type?: string;
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The values of the label `holdfast.dev/record` on an application's Secrets. */
type ApplicationRecordKind = "release" | "config" | "license";

/** Tells a release's index from its chunks; a Secret's type cannot be changed. */
export const releaseIndexType = "holdfast.dev/release-index";
export const releaseChunkType = "holdfast.dev/release-chunk";

export function releaseIndexName(slug: string, sequence: number): string {
  return `holdfast-${slug}-release-${sequence}`;
}
export function releaseChunkName(slug: string, sequence: number, chunk: number): string {
  return `${releaseIndexName(slug, sequence)}-${chunk}`;
}
/** In the config Secret: the Application's spec. */
export const applicationCopyKey = "application.json";
/** In the license Secret: when the entitlement was lost; absent while it was not. */
export const lostAtKey = "entitlement-lost-at";
/** In the license Secret: the license that the pod templates in the cluster were rendered with, while it is another. */
export const templatesLicenseKey = "templates-license.yaml";

export function configSecretName(slug: string): string {
  return `holdfast-${slug}-config`;
}
export function licenseSecretName(slug: string): string {
  return `holdfast-${slug}-license`;
}

interface RecordParts {
  readonly slug: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: ApplicationRecordKind;
  readonly type?: string;
  readonly data: Readonly<Record<string, Uint8Array | string>>;
}

export function recordSecret({ slug, namespace, name, kind, type, data }: RecordParts): Secret {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")] as const);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: { [labels.record]: kind, [labels.application]: slug } },
    type: type ?? "Opaque",
    data: Object.fromEntries(encoded),
  };
}

/** The decoded value of a key; undefined when it is not there. */
export function dataOf(secret: Secret, key: string): Buffer | undefined {
  const value = secret.data?.[key];
  return value === undefined ? undefined : Buffer.from(value, "base64");
}
