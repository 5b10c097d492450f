import { Fault } from "@holdfast/domain";
import type { SetScope, VendorBackup, LeftOutManifest, RenderedRelease } from "@holdfast/domain";
import { readRecords } from "../applications/application-records.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { findApplication, knownApplications } from "../applications/find-application.ts";
import { refuseCopy } from "../applications/refuse-copy.ts";
import { renderStored } from "../applications/render-release.ts";
import { terminatingNamespaces } from "../applications/terminating-namespaces.ts";
import type { Context } from "../context.ts";
import type { NotIncluded } from "./backup-input.ts";
import { requireEntitled } from "./license-gate.ts";

/** What a member is made from: the deployed release, rendered with the present config. */
export interface BackupableApplication {
  readonly slug: string;
  readonly sequence: number;
  readonly versionLabel: string;
  readonly namespaces: readonly string[];
  readonly vendor: VendorBackup;
}

/**
 * Faults: application-not-found; application-not-backupable, when its release ships no `kind: Backup`, is being
 * deployed, or a namespace of it is being deleted; not-entitled, when the license does not allow a backup of this scope.
 */
export async function backupableApplication(
  context: Context,
  slug: string,
  scope: SetScope,
): Promise<BackupableApplication> {
  return examine(context, await findApplication(context, slug), scope);
}

/**
 * The vendor's `kind: Backup` of the release that was deployed when the set was begun, for who holds the application's
 * lock. Faults: those of reading and rendering, application-not-backupable.
 */
export async function vendorBackupOf(context: Context, slug: string, sequence: number): Promise<VendorBackup> {
  const application = await findApplication(context, slug);
  const { rendered } = await renderStored(context, application, await readRecords(context, application), sequence);
  if (rendered.backup === undefined) throw shipsNoBackup(slug, rendered);
  return rendered.backup;
}

export interface ExaminedApplications {
  readonly backupable: readonly BackupableApplication[];
  readonly notIncluded: readonly NotIncluded[];
}

/** All installed applications: those that a full backup holds, and why it does not hold the others. */
export async function examineApplications(context: Context): Promise<ExaminedApplications> {
  const applications = await knownApplications(context);
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
    return await examine(context, application, "full");
  } catch (error) {
    const because = error instanceof Fault ? leavesOut(error) : undefined;
    if (!(error instanceof Fault) || because === undefined) throw error;
    return { part: application.slug, because, reason: error.details.reason ?? error.message };
  }
}

function leavesOut({ code }: Fault): NotIncluded["because"] | undefined {
  if (code === "not-entitled") return "not-entitled";
  return code === "application-not-backupable" || code === "application-is-copy" ? "not-backupable" : undefined;
}

async function examine(
  context: Context,
  application: InstalledApplication,
  scope: SetScope,
): Promise<BackupableApplication> {
  refuseCopy(application, "backed up");
  const { slug, sequence, versionLabel, namespaces } = application;
  const records = await readRecords(context, application);
  if (application.deploying !== undefined) throw beingDeployed(application, application.deploying.sequence);
  requireEntitled(context, { slug, scope, records });
  await refuseTerminating(context, application);
  const { rendered } = await renderStored(context, application, records, sequence);
  if (rendered.backup === undefined) throw shipsNoBackup(slug, rendered);
  return { slug, sequence, versionLabel, namespaces, vendor: rendered.backup };
}

function shipsNoBackup(slug: string, { metadata: { versionLabel }, leftOut }: RenderedRelease): Fault {
  const off = leftOut.find(({ kind }) => kind === "Backup");
  if (off !== undefined) return switchedOff(slug, off);
  return new Fault("application-not-backupable", `Application ${slug} cannot be backed up.`, {
    reason: `Its release ${versionLabel} ships no \`kind: Backup\`, so its vendor has not said how to back it up.`,
    remedy: "Ask the vendor for a release with a `kind: Backup` (velero.io/v1).",
  });
}

function switchedOff(slug: string, { file, line, reason }: LeftOutManifest): Fault {
  return new Fault("application-not-backupable", `Application ${slug} cannot be backed up as it is configured.`, {
    reason: `Its release switches its \`kind: Backup\` off in this installation (${file}:${line}, ${reason}).`,
    remedy: `It depends on the config or the license: see \`holdfast app show ${slug}\`, and ask the vendor which value switches backups on.`,
  });
}

/** What is in such a namespace is going, one object after the other: a backup of it would look complete and be half. */
async function refuseTerminating(context: Context, { slug, namespaces }: InstalledApplication): Promise<void> {
  const [first] = await terminatingNamespaces(context, namespaces);
  if (first === undefined) return;
  const { name, reason } = first;
  throw new Fault("application-not-backupable", `Application ${slug} cannot be backed up now.`, {
    reason: `Its namespace ${name} is being deleted${reason === "" ? "." : `: ${reason}`}`,
    remedy: `See what holds it with \`kubectl get namespace ${name} -o yaml\`; when it is gone, bring the application back with \`holdfast restore create --app ${slug} --from-backup NAME\`.`,
    where: `Namespace ${name}`,
  });
}

function beingDeployed({ slug }: InstalledApplication, sequence: number): Fault {
  return new Fault("application-not-backupable", `Application ${slug} cannot be backed up now.`, {
    reason: `The deployment of its release with sequence ${sequence} has not ended.`,
    remedy: `Wait until it has ended, or finish it with \`holdfast app upgrade ${slug}\`; see \`holdfast app show ${slug}\`.`,
  });
}
