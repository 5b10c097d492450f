import { Fault, notable, upgradeTrigger, viewFault } from "@holdfast/domain";
import type { BackupSet, Judgement, Release, SignedLicense } from "@holdfast/domain";
import type { ApplicationRecords } from "../applications/application-records.ts";
import { readRecords } from "../applications/application-records.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { acceptLicense, requireTrustedKey } from "../applications/accept-license.ts";
import { checkDeployment, prepare, refuseTaken } from "../applications/deploy-release.ts";
import type { DeployChoices, PreparedTarget } from "../applications/deploy-release.ts";
import { findApplication } from "../applications/find-application.ts";
import { refuseCopy } from "../applications/refuse-copy.ts";
import { mergeGiven } from "../applications/given-values.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import { planBackup } from "../backups/plan-backup.ts";
import { refuseBroken } from "../compatibility/judge-installation.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import type { ReleaseName, UpgradeBackup } from "./upgrade-input.ts";
import type { UpgradePayload } from "./upgrade-payload.ts";

export interface UpgradeRequest extends UpgradePayload, DeployChoices {
  /** The id of a new vendor key that the customer has made sure of. */
  readonly trustKey?: string;
  /** No backup is wanted before. */
  readonly withoutBackup?: boolean;
}

/** What an upgrade would do first, to be shown. */
export interface UpgradePreview {
  readonly slug: string;
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  readonly backup: UpgradeBackup;
  /** What of where the release runs is not as its vendor states it. */
  readonly judgements: readonly Judgement[];
}

/**
 * Checks everything that can be checked without changing anything. That no backup can be made is no fault here: it is
 * in the preview, for a person to decide. Faults: application-not-found, already-exists, untrusted-key, invalid-config,
 * invalid-license, license-replayed, field-conflict, deployment-failed, missing-rights, volumes-not-covered, and the
 * release's problems.
 */
export async function previewUpgrade(context: Context, request: UpgradeRequest): Promise<UpgradePreview> {
  const { sequence, versionLabel, slug } = request.release.metadata;
  try {
    const application = await findApplication(context, slug);
    refuseCopy(application, "upgraded");
    const target = await upgradeTarget(context, application, request);
    refuseBroken(target.judgements);
    await refuseTaken(context, target, request);
    await checkDeployment(context, application, target, request);
    return {
      slug,
      from: { sequence: application.sequence, versionLabel: application.versionLabel },
      to: { sequence, versionLabel },
      backup: await chooseBackup(context, application, request),
      judgements: notable(target.judgements),
    };
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The application as the upgrade is to make it, rendered and checked. Faults: as previewUpgrade. */
export async function upgradeTarget(
  context: Context,
  application: InstalledApplication,
  request: UpgradePayload & Pick<UpgradeRequest, "trustKey">,
): Promise<PreparedTarget> {
  const { release, given, trustKey } = request;
  requireNotOlder(application, release);
  requireTrustedKey(application.publicKey, release.metadata.publicKey, trustKey);
  const records = await readRecords(context, application);
  const license = licenseFor(application, records, request);
  const config = mergeGiven(release.config, records.config, given);
  return prepare(context, { release, license, config }, application.namespace);
}

function requireNotOlder({ slug, sequence: deployed }: InstalledApplication, { metadata }: Release): void {
  const { sequence, versionLabel } = metadata;
  if (sequence >= deployed) return;
  throw new Fault("already-exists", `${slug} has a newer release than version ${versionLabel} deployed.`, {
    reason: `Deployed is sequence ${deployed}; the given release has ${sequence}.`,
    remedy: `To go back: \`holdfast app rollback ${slug} ${sequence}\`.`,
  });
}

/** The stored license was accepted under the key of its time; only a new one is compared with the present key. */
function licenseFor(
  { slug }: InstalledApplication,
  records: ApplicationRecords,
  { license, release }: UpgradePayload,
): SignedLicense {
  const { publicKey } = release.metadata;
  if (license !== undefined) {
    return acceptLicense({ signed: license, application: slug, publicKey, stored: records.license });
  }
  if (records.license !== undefined) return records.license;
  throw new Fault("artefact-unreadable", `No license of ${slug} is stored.`, {
    remedy: "Give it again with --license FILE.",
  });
}

async function chooseBackup(
  context: Context,
  application: InstalledApplication,
  { release, withoutBackup }: UpgradeRequest,
): Promise<UpgradeBackup> {
  if (release.metadata.sequence === application.sequence) return { kind: "not-needed" };
  if (withoutBackup === true) return { kind: "declined" };
  try {
    if (application.deploying !== undefined) {
      const set = keptBackup(application, await listBackupSets(context));
      if (set !== undefined) return { kind: "kept", set };
    }
    const planned = await planBackup(context, { application: application.slug, trigger: upgradeTrigger });
    return { kind: "take", planned };
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw fault;
    return { kind: "impossible", fault: viewFault(fault) };
  }
}

/** The whole backup that was made before the deployment that is unfinished; no other one is of that state. */
export function keptBackup({ deploying }: InstalledApplication, sets: readonly BackupSet[]): string | undefined {
  return sets.find(({ name, state }) => name === deploying?.backup && state === "complete")?.name;
}
