import { Fault, decideGate } from "@holdfast/domain";
import type { GateDecision, Release, SignedLicense } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { acceptLicense } from "./accept-license.ts";
import { readRecords, releaseFromRecords } from "./application-records.ts";
import type { ApplicationRecords } from "./application-records.ts";
import type { InstalledApplication } from "./application.ts";
import type { PlacedObject } from "./apply-order.ts";
import { change, requireSettled } from "./change-application.ts";
import { deploy, prepare, refuseTaken } from "./deploy-release.ts";
import type { DeployChoices, Deployed, PreparedTarget } from "./deploy-release.ts";
import { heldLicense } from "./held-license.ts";
import { markPods } from "./mark-pods.ts";
import { placeObjects } from "./place-objects.ts";
import type { ObjectReference } from "./release-index.ts";
import { renderFor } from "./render-release.ts";
import { keepTemplates } from "./workload-templates.ts";
import type { TemplateChange } from "./workload-templates.ts";
import { licenseSecret, writeSecret } from "./write-records.ts";

export interface LicenseRequest extends DeployChoices {
  readonly slug: string;
  /** Absent: the stored one, for what it has not been given to yet. */
  readonly license?: SignedLicense;
  /** Apply pod templates, too; Kubernetes then makes the pods of those workloads anew. */
  readonly restart?: boolean;
}

export interface LicenseUpdated extends Deployed {
  /** Whether backups are allowed now. */
  readonly backups: GateDecision;
  readonly restarts: readonly PendingRestart[];
}

/** A workload that has not all of what the license changes until its pods are made anew. */
export interface PendingRestart {
  readonly workload: ObjectReference;
  /** How many of its running pods were given the labels and annotations. */
  readonly markedPods: number;
  /** Its programs see something of the license that no running pod can be given. */
  readonly changesPrograms: boolean;
}

/**
 * Takes a newer issue of the license and applies what the release makes of it, without restarting a pod: objects get it
 * at once, running pods their labels and annotations, and workloads that need a restart for the rest are named. The
 * same issue again takes an interrupted update up.
 * Faults: invalid-license, untrusted-key, license-replayed, locked, and what deploy says.
 */
export async function updateLicense(context: Context, request: LicenseRequest): Promise<LicenseUpdated> {
  const { slug } = request;
  return change(context, { slug, work: `license update of ${slug}` }, async (inside, application, records) => {
    const license = licenseToTake(application, records, request);
    requireSettled(application);
    const templates = request.restart === true ? undefined : (records.templatesLicense ?? records.license);
    const stored = { license, held: heldLicense(records), ...(templates === undefined ? {} : { templates }) };
    // Stored first: an entitlement must not depend on whether the manifests can be applied today.
    await writeSecret(inside, licenseSecret(inside, application, stored));
    const release = await releaseFromRecords(slug, records, application.sequence);
    const target = await prepare(inside, { release, license, config: records.config }, application.namespace);
    const { changes, ...kept } = await withPresentTemplates(inside, application, target, templates);
    await refuseTaken(inside, kept.target, request);
    const deployed = await deploy(inside, application, kept.target, request);
    const restarts: PendingRestart[] = [];
    for (const one of changes) {
      const { workload, changesPrograms } = one;
      restarts.push({ workload, changesPrograms, markedPods: await markPods(inside, one) });
    }
    const held = heldLicense(await readRecords(inside, application));
    return { ...deployed, restarts, backups: decideGate("partial-backup", held, inside.clock.now()) };
  });
}

/** Faults: artefact-unreadable when none is stored and none was given. */
function licenseToTake(
  { slug, publicKey }: InstalledApplication,
  { license: stored }: ApplicationRecords,
  { license }: LicenseRequest,
): SignedLicense {
  if (license !== undefined) return acceptLicense({ signed: license, application: slug, publicKey, stored });
  if (stored !== undefined) return stored;
  throw new Fault("artefact-unreadable", `No license of ${slug} is stored.`, {
    remedy: `Give it again: \`holdfast app license update ${slug} FILE\`.`,
  });
}

interface HeldBack {
  readonly target: PreparedTarget;
  readonly changes: readonly TemplateChange[];
}

/** The target with the pod templates as the cluster has them; without `templates` it is left as it is. */
async function withPresentTemplates(
  context: Context,
  { namespace }: InstalledApplication,
  target: PreparedTarget,
  templates: SignedLicense | undefined,
): Promise<HeldBack> {
  if (templates === undefined) return { target, changes: [] };
  const { license } = templates;
  const present = await renderFor(context, target.release, { namespace, license, config: target.config });
  const { objects, changes } = keepTemplates(await placeObjects(context, present.rendered), target.placed);
  if (changes.length === 0) return { target, changes };
  return { target: { ...target, placed: objects, templatesLicense: templates }, changes };
}

/** What a deployment under the present license still has to change in pod templates. */
export async function heldBackTemplates(
  context: Context,
  application: InstalledApplication,
  { records, release, placed }: Rendered,
): Promise<readonly TemplateChange[]> {
  const { templatesLicense, config } = records;
  if (templatesLicense === undefined) return [];
  const installation = { namespace: application.namespace, license: templatesLicense.license, config };
  const { rendered } = await renderFor(context, release, installation);
  return keepTemplates(await placeObjects(context, rendered), placed).changes;
}

interface Rendered {
  readonly records: ApplicationRecords;
  readonly release: Release;
  readonly placed: readonly PlacedObject[];
}
