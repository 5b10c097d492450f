import { isDeepStrictEqual } from "node:util";
import { labels, licenseAfterRestore } from "@holdfast/domain";
import type { RenderedRelease } from "@holdfast/domain";
import type { KubernetesObject, ObjectMeta } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { applicationFrom, readRecords, recordsFrom } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import { heldLicense } from "./held-license.ts";
import { applicationType } from "./application.ts";
import type { ApplicationObject, RestoredFrom } from "./application.ts";
import { claimNamespaces } from "./claim-namespaces.ts";
import { refuseOthersObjects } from "./cluster-scoped-owners.ts";
import { applyObjects } from "./apply-objects.ts";
import { lookForApplication } from "./find-application.ts";
import { isClusterScoped, placeObjects } from "./place-objects.ts";
import { licenseSecretName } from "./record-objects.ts";
import type { Secret } from "./record-objects.ts";
import { licenseSecret, writeApplication, writeSecret } from "./write-records.ts";

export interface RestoredRecords {
  readonly written: readonly string[];
  /** Records that stayed as they were, with the reason. */
  readonly kept: readonly string[];
}

/**
 * Writes an application's records as a backup's contents hold them. Records are replaced with an optimistic lock, never
 * deleted first; releases that the backup does not know stay. The license is never rolled back. Safe to run again.
 * The caller holds the application's lock. Faults: cluster-conflict, already-exists, missing-rights.
 */
export async function restoreRecords(
  context: Context,
  slug: string,
  objects: readonly KubernetesObject[],
): Promise<RestoredRecords> {
  const fromBackup = recordsFrom(slug, objects);
  const application = applicationFrom(slug, objects);
  if (application === undefined) return { written: [], kept: [] };
  const namespace = application.metadata.namespace ?? slug;
  try {
    const present = await readRecords(context, { slug, namespace });
    await claimNamespaces(context, { slug, namespaces: application.spec.namespaces });
    const keepsLicense =
      fromBackup.license === undefined || licenseAfterRestore(present.license, fromBackup.license) === "stored";
    const license = licenseSecretName(slug);
    const written: string[] = [];
    for (const secret of fromBackup.secrets.values()) {
      const { name } = secret.metadata;
      if (name === license && keepsLicense) continue;
      await writeSecret(context, { ...secret, metadata: plainMetadata(secret.metadata) });
      written.push(name);
    }
    if (keepsLicense) await rememberTemplates(context, { slug, namespace }, present, fromBackup);
    await restoreApplication(context, application);
    const kept =
      keepsLicense && present.license !== undefined ? [`${license}: the stored issue is as new or newer`] : [];
    return { written: [...written, `Application ${slug}`], kept };
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The restored pod templates were rendered with the backup's license; the one that stays has not reached them. */
async function rememberTemplates(
  context: Context,
  place: { readonly slug: string; readonly namespace: string },
  present: ApplicationRecords,
  fromBackup: ApplicationRecords,
): Promise<void> {
  const { license } = present;
  const templates = fromBackup.templatesLicense ?? fromBackup.license;
  if (license === undefined || templates === undefined || isDeepStrictEqual(license, templates)) return;
  await writeSecret(context, licenseSecret(context, place, { license, held: heldLicense(present), templates }));
}

/** Writes down where an application's data come from. Safe to run again; nothing when it is not installed. */
export async function markRestored(context: Context, slug: string, restoredFrom: RestoredFrom): Promise<void> {
  const application = await lookForApplication(context, slug);
  if (application === undefined || application.restoredFrom?.operation === restoredFrom.operation) return;
  try {
    await writeApplication(context, application, { restoredFrom });
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The cluster-scoped objects of a release (CRDs, RBAC, webhooks, …); CRDs are awaited Established. */
export async function applyClusterScoped(context: Context, rendered: RenderedRelease): Promise<readonly string[]> {
  try {
    const placed = (await placeObjects(context, rendered)).filter(isClusterScoped);
    await refuseOthersObjects(context, placed, { slug: rendered.metadata.slug, adoptUnlabelled: true });
    await applyObjects(context, placed, { force: true });
    return placed.map(({ object }) => `${object.kind} ${object.metadata.name}`);
  } catch (error) {
    throw fromApiError(error);
  }
}

async function restoreApplication(context: Context, application: ApplicationObject): Promise<void> {
  const { kubernetes } = context;
  const name = { name: application.metadata.name, namespace: application.metadata.namespace ?? "" };
  const found = await retryTransient(context, () => kubernetes.get<ApplicationObject>(applicationType, name));
  const metadata = plainMetadata(application.metadata);
  if (found === undefined) {
    await kubernetes.create<ApplicationObject>(applicationType, { ...application, metadata });
    return;
  }
  // Identity and pinned key are the present installation's; neither is ever rolled back.
  const { id, publicKey } = found.spec;
  const spec = { ...application.spec, id, publicKey };
  await kubernetes.replace<ApplicationObject>(applicationType, { ...found, spec });
}

/** What the old cluster's API server wrote is left out. */
function plainMetadata({ name, namespace, labels: written, annotations }: ObjectMeta): Secret["metadata"] {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: Object.fromEntries(Object.entries(written ?? {}).filter(([key]) => !restoreLabels.includes(key))),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Velero marks what it restored; a record of ours is not its object. */
const restoreLabels = ["velero.io/backup-name", "velero.io/restore-name", labels.instance];
