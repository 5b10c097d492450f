import { Fault, formatLicense, labels, lostAtOf } from "@holdfast/domain";
import type { ConfigRecord, HeldLicense, SignedLicense } from "@holdfast/domain";
import { isApiError, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { applicationType, installedFrom } from "./application.ts";
import type { ApplicationObject, ApplicationSpec, InstalledApplication } from "./application.ts";
import {
  applicationCopyKey,
  configSecretName,
  licenseSecretName,
  lostAtKey,
  recordSecret,
  templatesLicenseKey,
} from "./record-objects.ts";
import type { Secret } from "./record-objects.ts";

type Place = Pick<InstalledApplication, "slug" | "namespace">;

/**
 * The config record. It carries a copy of the Application's spec: Velero learns of a kind up to five minutes after its
 * definition, and a backup made before that holds Secrets and no Application.
 */
export function configSecret({ slug, namespace }: Place, config: ConfigRecord, spec: ApplicationSpec): Secret {
  const data = { "config.json": JSON.stringify(config), [applicationCopyKey]: JSON.stringify(spec) };
  return recordSecret({ slug, namespace, name: configSecretName(slug), kind: "config", data });
}

export interface LicenseToStore {
  readonly license: SignedLicense;
  /** What is stored now. */
  readonly held: HeldLicense;
  /** What the pod templates were rendered with, when that is not this license. */
  readonly templates?: SignedLicense;
}

/** The license record that takes the place of what `held` says; it remembers when the entitlement was lost. */
export function licenseSecret(
  context: Context,
  { slug, namespace }: Place,
  { license, held, templates }: LicenseToStore,
): Secret {
  const lostAt = lostAtOf(held, license.license, context.clock.now());
  const data = {
    "license.yaml": formatLicense(license),
    ...(lostAt === undefined ? {} : { [lostAtKey]: lostAt }),
    ...(templates === undefined ? {} : { [templatesLicenseKey]: formatLicense(templates) }),
  };
  return recordSecret({ slug, namespace, name: licenseSecretName(slug), kind: "license", data });
}

/**
 * Creates or replaces a record; the same content is not written again. Somebody else's Secret of that name is never
 * adopted. Faults: already-exists; cluster-conflict when another program writes at the same time.
 */
export async function writeSecret(context: Context, secret: Secret): Promise<void> {
  const { kubernetes } = context;
  const { name, namespace = "" } = secret.metadata;
  const found = await retryTransient(context, () => kubernetes.get<Secret>(secrets, { name, namespace }));
  if (found === undefined) {
    await createSecret(kubernetes, secret);
    return;
  }
  const label = labels.application;
  if (found.metadata.labels?.[label] !== secret.metadata.labels?.[label] || found.type !== secret.type) {
    throw new Fault("already-exists", `There is another Secret of the name ${name}.`, {
      reason: `It is not a record of this application (label ${label}, type ${found.type ?? "unknown"}).`,
      remedy: "Rename or remove it; Holdfast needs this name.",
      where: `Secret ${namespace}/${name}`,
    });
  }
  if (isSame(found, secret)) return;
  const { resourceVersion } = found.metadata;
  const next = { ...secret, metadata: { ...found.metadata, ...secret.metadata, ...locked(resourceVersion) } };
  await kubernetes.replace<Secret>(secrets, next);
}

async function createSecret(kubernetes: KubernetesClient, secret: Secret): Promise<void> {
  try {
    await kubernetes.create<Secret>(secrets, secret);
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    throw new Fault("cluster-conflict", `Somebody else wrote the record ${secret.metadata.name} at the same time.`, {
      remedy: "Start the command again.",
      cause: error,
    });
  }
}

function isSame(found: Secret, wanted: Secret): boolean {
  const keys = new Set([...Object.keys(found.data ?? {}), ...Object.keys(wanted.data ?? {})]);
  return [...keys].every((key) => found.data?.[key] === wanted.data?.[key]);
}

/** Writes the Application's spec with the optimistic lock of what was read. */
export async function writeApplication(
  context: Context,
  application: InstalledApplication,
  change: Partial<ApplicationSpec>,
): Promise<InstalledApplication> {
  const object: ApplicationObject = {
    ...application.object,
    spec: { ...application.object.spec, ...change },
  };
  return installedFrom(await context.kubernetes.replace<ApplicationObject>(applicationType, object));
}

/** Replaces the whole spec; without `deploying` in it, the release of its sequence is what runs now. */
export async function markDeployed(
  context: Context,
  application: InstalledApplication,
  spec: ApplicationSpec,
): Promise<InstalledApplication> {
  const object: ApplicationObject = { ...application.object, spec };
  return installedFrom(await context.kubernetes.replace<ApplicationObject>(applicationType, object));
}

function locked(resourceVersion: string | undefined): { readonly resourceVersion?: string } {
  return resourceVersion === undefined ? {} : { resourceVersion };
}
