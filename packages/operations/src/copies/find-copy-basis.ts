import { Fault, mapNamespaces, restorableMember } from "@holdfast/domain";
import type { RenderedRelease, RestorableMember } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { VolumeInfo } from "@holdfast/velero";
import { applicationFrom } from "../applications/application-records.ts";
import { installedFrom } from "../applications/application.ts";
import type { InstalledApplication } from "../applications/application.ts";
import { checkNamespaces } from "../applications/claim-namespaces.ts";
import { lookForApplication } from "../applications/find-application.ts";
import { renderFromObjects } from "../applications/render-release.ts";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { readBackedUp, readVolumeInfos } from "../restores/read-contents.ts";
import { refuseOthersPartial } from "../restores/refuse-others-partial.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import type { CopyRequest } from "./copy-input.ts";

/** What a copy stands on: proven to be there and readable before anything is planned. */
export interface CopyBasis {
  readonly velero: VeleroInstallation;
  readonly member: RestorableMember;
  /** As the backup holds it. */
  readonly application: InstalledApplication;
  readonly rendered: RenderedRelease;
  /** Our records as the backup holds them. */
  readonly records: readonly KubernetesObject[];
  readonly volumes: readonly VolumeInfo[];
  readonly mapping: Readonly<Record<string, string>>;
}

/**
 * What is installed under the backup's own slug does not matter to a copy. `visit` is given every namespaced object.
 * Faults: backup-not-found, backup-of-another-application, backup-not-completed, backup-damaged, artefact-unreadable,
 * checks-refused, velero-not-ready, node-agent-missing, destination-unavailable; invalid-argument for the names,
 * already-exists for a slug that is taken, namespace-taken for a namespace that is not new or empty.
 */
export async function findCopyBasis(
  context: Context,
  request: CopyRequest,
  visit?: (object: KubernetesObject) => void,
): Promise<CopyBasis> {
  const [velero, set] = await Promise.all([readyVelero(context), findBackupSet(context, request.set)]);
  const member = restorableMember(set, request.application);
  await refuseOthersPartial(context, member);
  const destination = member.backup.destination === undefined ? {} : { name: member.backup.destination };
  await usableDestination(context, velero.namespace, { ...destination, purpose: "read" });
  const from = { veleroNamespace: velero.namespace, backup: member.backup.name };
  const [{ records }, volumes] = await Promise.all([
    readBackedUp(context, from, request.application, visit),
    readVolumeInfos(context, from),
  ]);
  const object = applicationFrom(request.application, records);
  if (object === undefined) throw new Error(`the Application ${request.application} was just read`);
  const application = installedFrom(object);
  const mapping = mappingOf(request, application);
  refuseWithoutNodeAgent(velero, volumes);
  const rendered = await renderFromObjects(context, request.application, records);
  return { velero, member, application, rendered, records, volumes, mapping };
}

/** No application has this id. */
const notMadeYet = "";

/** The copy's names must be free. Not asked again once the copy is being made. Faults: already-exists, namespace-taken. */
export async function refuseTakenNames(context: Context, { as }: CopyRequest, basis: CopyBasis): Promise<void> {
  const installed = await lookForApplication(context, as);
  if (installed !== undefined) {
    throw new Fault("already-exists", `There is an application ${as} already.`, {
      reason: `It is in ${installed.namespaces.join(", ")}.`,
      remedy: "Choose another slug with --as.",
    });
  }
  await checkNamespaces(context, { slug: as, namespaces: Object.values(basis.mapping), newFor: notMadeYet });
}

function mappingOf(request: CopyRequest, { namespaces }: InstalledApplication): Readonly<Record<string, string>> {
  const mapped = mapNamespaces({ namespaces, as: request.as, asked: request.map });
  switch (mapped.kind) {
    case "mapped":
      return mapped.mapping;
    case "refused":
      throw new Fault("invalid-argument", `${request.application} cannot be copied under these names.`, {
        reason: mapped.problems.join("\n"),
        remedy: "Give --as NEW-SLUG, and --map OLD-NAMESPACE=NEW-NAMESPACE for each further namespace.",
      });
  }
}

function refuseWithoutNodeAgent({ nodeAgent, problems }: VeleroInstallation, volumes: readonly VolumeInfo[]): void {
  const count = volumes.filter(({ outcome }) => outcome.kind === "succeeded").length;
  if (count === 0 || (nodeAgent.kind === "present" && nodeAgent.ready > 0)) return;
  const problem = problems.find(({ code }) => code === "node-agent-absent" || code === "node-agent-not-ready");
  throw new Fault("node-agent-missing", "Velero's node agent is Ready on no node.", {
    reason: `${problem?.message ?? "It does not run"}; the data of ${count} volumes could not be restored.`,
    remedy: problem?.remedy ?? "See `holdfast velero status`.",
  });
}
