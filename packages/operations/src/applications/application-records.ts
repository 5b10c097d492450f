import { Fault, emptyConfigRecord, labels, readLicense } from "@holdfast/domain";
import type { ConfigRecord, Release, SignedLicense } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { secrets } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { applicationObject, applicationType } from "./application.ts";
import type { ApplicationObject, ApplicationSpec, InstalledApplication } from "./application.ts";
import { loadStoredArchive } from "./stored-archive.ts";
import {
  applicationCopyKey,
  configSecretName,
  dataOf,
  licenseSecretName,
  lostAtKey,
  releaseIndexType,
  templatesLicenseKey,
} from "./record-objects.ts";
import type { Secret } from "./record-objects.ts";
import { damagedRecord, decodeIndex } from "./release-index.ts";
import type { ReleaseIndex } from "./release-index.ts";

/** Everything that is stored of an application in its primary namespace, decoded. */
export interface ApplicationRecords {
  /** Complete releases, by sequence. */
  readonly releases: readonly ReleaseIndex[];
  readonly config: ConfigRecord;
  /** Undefined only while a first install was interrupted before it was written. */
  readonly license: SignedLicense | undefined;
  /** When the issue came that took the right to make backups away. */
  readonly entitlementLostAt: string | undefined;
  /** The license that the pod templates in the cluster were rendered with, while it is another than `license`. */
  readonly templatesLicense: SignedLicense | undefined;
  /** The Secrets they were read from, by name; also the chunks. */
  readonly secrets: ReadonlyMap<string, Secret>;
}

/** Reads the records of an installed application. Faults: artefact-unreadable, newer-schema, missing-rights. */
export async function readRecords(
  context: Context,
  application: Pick<InstalledApplication, "slug" | "namespace">,
): Promise<ApplicationRecords> {
  const { slug, namespace } = application;
  const labelSelector = `${labels.application}=${slug},${labels.record} in (release,config,license)`;
  try {
    const found = await context.kubernetes.listAll<Secret>(secrets, { namespace, labelSelector });
    return recordsFrom(slug, found);
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The same from objects that were read elsewhere, such as a backup's contents; others than the slug's are ignored. */
export function recordsFrom(slug: string, objects: readonly KubernetesObject[]): ApplicationRecords {
  const own = objects.filter(
    (object): object is Secret =>
      object.kind === "Secret" && object.metadata.labels?.[labels.application] === slug && isRecord(object),
  );
  const byName = new Map(own.map((secret) => [secret.metadata.name, secret]));
  const releases = own
    .filter((secret) => secret.type === releaseIndexType)
    .map(decodeIndex)
    .sort((one, other) => one.sequence - other.sequence);
  return {
    releases,
    config: decodeConfig(byName.get(configSecretName(slug))),
    ...decodeLicenses(byName.get(licenseSecretName(slug))),
    secrets: byName,
  };
}

/** The Application object among objects that were read elsewhere, or the copy that the config record carries. */
export function applicationFrom(slug: string, objects: readonly KubernetesObject[]): ApplicationObject | undefined {
  const isIt = (object: KubernetesObject): object is ApplicationObject =>
    object.kind === applicationType.kind &&
    object.apiVersion.startsWith(`${applicationType.group}/`) &&
    object.metadata.name === slug;
  return objects.find(isIt) ?? copyIn(objects.find((object) => isConfigOf(slug, object)));
}

function isConfigOf(slug: string, object: KubernetesObject): object is Secret {
  return object.kind === "Secret" && object.metadata.name === configSecretName(slug) && isRecord(object);
}

function copyIn(secret: Secret | undefined): ApplicationObject | undefined {
  const copy = secret === undefined ? undefined : dataOf(secret, applicationCopyKey);
  if (secret === undefined || copy === undefined) return undefined;
  const spec = JSON.parse(copy.toString()) as ApplicationSpec;
  return applicationObject(spec, secret.metadata.namespace ?? spec.slug);
}

/** A stored release, its digests checked. Faults: artefact-unreadable; application-not-found for an unknown sequence. */
export async function releaseFromRecords(
  slug: string,
  records: ApplicationRecords,
  sequence: number,
): Promise<Release> {
  const index = records.releases.find((release) => release.sequence === sequence);
  if (index !== undefined) return loadStoredArchive(index, records.secrets);
  const stored = records.releases.map((release) => release.sequence).join(", ") || "none";
  throw new Fault("artefact-unreadable", `The release with sequence ${sequence} of ${slug} is not stored.`, {
    reason: `Stored are the sequences: ${stored}.`,
    remedy: "Give the release's files again with `holdfast app upgrade`, or choose a stored sequence.",
  });
}

function isRecord(object: KubernetesObject): boolean {
  return ["release", "config", "license"].includes(object.metadata.labels?.[labels.record] ?? "");
}

function decodeConfig(secret: Secret | undefined): ConfigRecord {
  if (secret === undefined) return emptyConfigRecord;
  const content = dataOf(secret, "config.json");
  if (content === undefined) throw damagedRecord(secret, "config.json is missing");
  return JSON.parse(content.toString()) as ConfigRecord;
}

type Licenses = Pick<ApplicationRecords, "license" | "entitlementLostAt" | "templatesLicense">;

function decodeLicenses(secret: Secret | undefined): Licenses {
  if (secret === undefined) return { license: undefined, entitlementLostAt: undefined, templatesLicense: undefined };
  const license = decodeLicense(secret, "license.yaml");
  if (license === undefined) throw damagedRecord(secret, "license.yaml is missing");
  return {
    license,
    entitlementLostAt: dataOf(secret, lostAtKey)?.toString(),
    templatesLicense: decodeLicense(secret, templatesLicenseKey),
  };
}

function decodeLicense(secret: Secret, key: string): SignedLicense | undefined {
  const content = dataOf(secret, key);
  if (content === undefined) return undefined;
  const reading = readLicense(key, content.toString());
  if (reading.kind === "refused") throw damagedRecord(secret, reading.problems.join("\n"));
  return reading.signed;
}
