import { Fault, needsHeld, restorableMember } from "@holdfast/domain";
import type { BackupFilters, BackupSet, RenderedRelease, RestorableMember, RestoreFilters } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import type { Backup, BackupSpec, VolumeInfo } from "@holdfast/velero";
import { applicationFrom } from "../applications/application-records.ts";
import { installedFrom } from "../applications/application.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { checkNamespaces } from "../applications/claim-namespaces.ts";
import { refuseOthersObjects } from "../applications/cluster-scoped-owners.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { placeObjects } from "../applications/place-objects.ts";
import { renderFromObjects } from "../applications/render-release.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { coveredClaims, readBackedUp, readVolumeInfos } from "./read-contents.ts";
import type { BackupToRead } from "./find-artefact.ts";
import type { VisitContents } from "./read-contents.ts";
import type { CoveredClaim } from "./restore-input.ts";
import { restoreExcludes } from "./velero-restore.ts";

/** What a restore stands on: proven to be there and readable before anything is planned. */
export interface RestoreBasis {
  readonly velero: VeleroInstallation;
  readonly member: RestorableMember;
  readonly application: InstalledApplication;
  readonly rendered: RenderedRelease;
  readonly covered: readonly CoveredClaim[];
  readonly filters: RestoreFilters;
  /** Our records as the backup holds them. */
  readonly records: readonly KubernetesObject[];
  /** Every object of the tarball, by `heldKey`. */
  readonly held: readonly string[];
  readonly volumes: readonly VolumeInfo[];
}

export interface WantedMember {
  readonly set: string;
  readonly slug: string;
  readonly allowPartiallyFailed?: boolean;
}

/** What a caller knows already, and who looks on while the tarball is read. */
export interface Found {
  readonly velero?: VeleroInstallation;
  readonly set?: BackupSet;
  readonly visit?: VisitContents;
}

/**
 * Faults: backup-not-found, backup-of-another-application, backup-not-completed, backup-damaged, artefact-unreadable,
 * velero-not-ready, node-agent-missing, destination-unavailable, namespace-taken, untrusted-key,
 * already-exists, unsupported-manifest.
 */
export async function findBasis(context: Context, wanted: WantedMember, found: Found = {}): Promise<RestoreBasis> {
  const { set: setName, slug, allowPartiallyFailed = false } = wanted;
  const [velero, set] = await Promise.all([
    found.velero ?? readyVelero(context),
    found.set ?? findBackupSet(context, setName),
  ]);
  const member = restorableMember(set, slug, { allowPartiallyFailed });
  const destination = member.backup.destination === undefined ? {} : { name: member.backup.destination };
  await usableDestination(context, velero.namespace, { ...destination, purpose: "read" });
  const from = { veleroNamespace: velero.namespace, backup: member.backup.name };
  const [spec, { records, held }, volumes] = await Promise.all([
    readSpec(context, from),
    readBackedUp(context, from, slug, found.visit),
    readVolumeInfos(context, from),
  ]);
  const object = applicationFrom(slug, records);
  if (object === undefined) throw new Error(`the Application ${slug} was just read`);
  const application = installedFrom(object);
  const covered = coveredClaims(volumes);
  refuseWithoutNodeAgent(velero, covered);
  await refuseOtherInstallation(context, application);
  const rendered = await renderFromObjects(context, slug, records);
  await refuseOthersObjects(context, await placeObjects(context, rendered), { slug, adoptUnlabelled: true });
  const filters = {
    backup: filtersOf(spec),
    restoreExcludes: restoreExcludes(rendered),
    ...(needsHeld(spec) ? { held } : {}),
  };
  return { velero, member, application, rendered, covered, filters, records, held, volumes };
}

/** What the backup takes is said by its own spec, not by the vendor's of today. */
async function readSpec(context: Context, { veleroNamespace, backup }: BackupToRead): Promise<BackupSpec> {
  const name = { name: backup, namespace: veleroNamespace };
  const found = await context.kubernetes.get<Backup>(backupType, name);
  if (found !== undefined) return found.spec;
  throw new Fault("backup-not-found", `Velero's Backup ${backup} is gone.`, {
    reason: "Somebody deleted it a moment ago.",
    remedy: "Choose another backup: `holdfast backup list`.",
    where: `Backup ${veleroNamespace}/${backup}`,
  });
}

/** Hooks, volumes and expiry decide about no object; they stay out of the record that the basis goes into. */
function filtersOf(spec: BackupSpec): BackupFilters {
  const { hooks: _hooks, orderedResources: _ordered, metadata: _metadata, ...filters } = spec;
  return filters;
}

function refuseWithoutNodeAgent(velero: VeleroInstallation, covered: readonly CoveredClaim[]): void {
  if (covered.length === 0) return;
  if (velero.nodeAgent.kind === "present" && velero.nodeAgent.ready > 0) return;
  const problem = velero.problems.find(({ code }) => code === "node-agent-absent" || code === "node-agent-not-ready");
  throw new Fault("node-agent-missing", "Velero's node agent is Ready on no node.", {
    reason: `The data of ${covered.length} volumes could not be restored.`,
    remedy: problem?.remedy ?? "See why: `holdfast velero status`.",
  });
}

/** What is installed under this slug must be the same application in the same namespaces. */
async function refuseOtherInstallation(context: Context, backedUp: InstalledApplication): Promise<void> {
  const { slug, namespaces } = backedUp;
  await checkNamespaces(context, { slug, namespaces });
  const installed = await lookForApplication(context, slug);
  if (installed === undefined) return;
  if (installed.namespace !== backedUp.namespace) {
    throw new Fault("namespace-taken", `Application ${slug} is installed in another namespace than the backup's.`, {
      reason: `It is in ${installed.namespace}; the backup was made of ${backedUp.namespace}.`,
      remedy: `Remove the installed one first (\`holdfast app remove ${slug}\`), or restore a backup of ${installed.namespace}.`,
    });
  }
  if (installed.publicKey !== backedUp.publicKey) {
    throw new Fault("untrusted-key", `The backup is of a ${slug} whose vendor signs with another key.`, {
      reason: "The installed application pins a different public key than the one in the backup.",
      remedy: `Ask the vendor which key is right; to go back to the other one, remove the installed application first.`,
    });
  }
}
