import { Fault, isExpired } from "@holdfast/domain";
import type { VendorBackup } from "@holdfast/domain";
import { readRecords } from "../applications/application-records.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { findApplication, listApplications } from "../applications/find-application.ts";
import { neededLicense, renderStored } from "../applications/render-release.ts";
import type { Context } from "../context.ts";
import type { NotIncluded } from "./backup-input.ts";

/** What a member is made from: the deployed release, rendered with the present config. */
export interface BackupableApplication {
  readonly slug: string;
  readonly sequence: number;
  readonly versionLabel: string;
  readonly namespaces: readonly string[];
  readonly vendor: VendorBackup;
}

/**
 * Faults: application-not-found; application-not-backupable, when its release ships no `kind: Backup` or is being
 * deployed; not-entitled, when the license does not allow backups or has expired.
 */
export async function backupableApplication(context: Context, slug: string): Promise<BackupableApplication> {
  return examine(context, await findApplication(context, slug));
}

/**
 * The vendor's `kind: Backup` of the release that was deployed when the set was begun, for who holds the application's
 * lock. Faults: those of reading and rendering, application-not-backupable.
 */
export async function vendorBackupOf(context: Context, slug: string, sequence: number): Promise<VendorBackup> {
  const application = await findApplication(context, slug);
  const { rendered } = await renderStored(application, await readRecords(context, application), sequence);
  if (rendered.backup === undefined) throw shipsNoBackup(slug, application.versionLabel);
  return rendered.backup;
}

export interface ExaminedApplications {
  readonly backupable: readonly BackupableApplication[];
  readonly notIncluded: readonly NotIncluded[];
}

/** All installed applications: those that a full backup holds, and why it does not hold the others. */
export async function examineApplications(context: Context): Promise<ExaminedApplications> {
  const applications = await listApplications(context);
  const examined = await Promise.all(applications.map((application) => examineOrSay(context, application)));
  return {
    backupable: examined.flatMap((one) => ("vendor" in one ? [one] : [])),
    notIncluded: examined.flatMap((one) => ("vendor" in one ? [] : [one])),
  };
}

/** An application that cannot be backed up is left out and named; anything else that fails stops the full backup. */
async function examineOrSay(
  context: Context,
  application: InstalledApplication,
): Promise<BackupableApplication | NotIncluded> {
  try {
    return await examine(context, application);
  } catch (error) {
    const expected =
      error instanceof Fault && (error.code === "application-not-backupable" || error.code === "not-entitled");
    if (!expected) throw error;
    return { part: application.slug, reason: error.details.reason ?? error.message };
  }
}

async function examine(context: Context, application: InstalledApplication): Promise<BackupableApplication> {
  const { slug, sequence, versionLabel, namespaces } = application;
  if (application.deploying !== undefined) throw beingDeployed(application, application.deploying.sequence);
  const records = await readRecords(context, application);
  const license = neededLicense(application, records);
  if (!license.isSnapshotSupported) throw notEntitled(slug, "The license does not allow backups of this application.");
  if (isExpired(license, context.clock.now()))
    throw notEntitled(slug, `The license expired on ${license.expires ?? ""}.`);
  const { rendered } = await renderStored(application, records, sequence);
  if (rendered.backup === undefined) throw shipsNoBackup(slug, versionLabel);
  return { slug, sequence, versionLabel, namespaces, vendor: rendered.backup };
}

function notEntitled(slug: string, reason: string): Fault {
  return new Fault("not-entitled", `The license does not allow a backup of ${slug}.`, {
    reason,
    remedy: `Ask the vendor for a license that allows backups, then \`holdfast app license update ${slug} --license FILE\`.`,
  });
}

function shipsNoBackup(slug: string, versionLabel: string): Fault {
  return new Fault("application-not-backupable", `Application ${slug} cannot be backed up.`, {
    reason: `Its release ${versionLabel} ships no \`kind: Backup\`, so its vendor has not said how to back it up.`,
    remedy: "Ask the vendor for a release with a `kind: Backup` (velero.io/v1).",
  });
}

function beingDeployed({ slug }: InstalledApplication, sequence: number): Fault {
  return new Fault("application-not-backupable", `Application ${slug} cannot be backed up now.`, {
    reason: `The deployment of its release with sequence ${sequence} has not ended.`,
    remedy: `Wait until it has ended, or finish it with \`holdfast app upgrade ${slug}\`; see \`holdfast app show ${slug}\`.`,
  });
}
