import { Fault } from "@holdfast/domain";
import type { ClaimName } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import type { VolumeInfo } from "@holdfast/velero";
import { findApplication } from "../applications/find-application.ts";
import type { Context } from "../context.ts";
import { findBasis } from "../restores/find-basis.ts";
import type { RestoreBasis } from "../restores/find-basis.ts";
import { refuseOthersPartial } from "../restores/refuse-others-partial.ts";
import { patternOf } from "./carrier.ts";
import type { ClaimData, ClaimRequest, PodPattern } from "./claim-input.ts";
import { restoredClaim } from "./restored-claim.ts";

/** What the restore of one claim stands on: proven to be there and readable before anything is planned. */
export interface ClaimBasis extends RestoreBasis {
  readonly claim: ClaimName;
  readonly manifest: KubernetesObject;
  readonly data: ClaimData;
  readonly pattern: PodPattern;
  readonly image: string;
}

interface BackedUpPod extends KubernetesObject {
  readonly spec?: {
    readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName?: string } }[];
  };
}

/**
 * Faults: as findBasis and refuseOthersPartial, application-not-found when it is not installed, invalid-argument for a
 * claim that the backup does not know, volumes-not-covered when it does not hold the claim's data.
 */
export async function findClaimBasis(context: Context, request: ClaimRequest): Promise<ClaimBasis> {
  const { set, application: slug } = request;
  const installed = await findApplication(context, slug);
  const claim = { namespace: request.claim.namespace ?? installed.namespace, name: request.claim.name };
  const claims: KubernetesObject[] = [];
  const users: KubernetesObject[] = [];
  const visit = (object: KubernetesObject): void => {
    if (object.metadata.namespace !== claim.namespace) return;
    if (object.kind === "PersistentVolumeClaim") claims.push(object);
    if (object.kind === "Pod" && mounts(object, claim.name)) users.push(object);
  };
  const basis = await findBasis(context, { set, slug }, { visit });
  await refuseOthersPartial(context, basis.member);
  const backedUp = claims.find(({ metadata }) => metadata.name === claim.name);
  if (backedUp === undefined) throw unknownClaim(basis, claim, claims);
  const volume = findVolume(basis, claim);
  const user = users.find(({ metadata }) => metadata.name === volume.podVolume?.podName) ?? users[0];
  return {
    ...basis,
    claim,
    manifest: restoredClaim(backedUp),
    data: dataOf(basis, claim, volume),
    pattern: patternOf(user),
    image: agentImage(basis),
  };
}

function mounts(pod: BackedUpPod, claim: string): boolean {
  return (pod.spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === claim);
}

function findVolume({ member, volumes }: RestoreBasis, claim: ClaimName): VolumeInfo {
  const own = volumes.filter((one) => one.pvcNamespace === claim.namespace && one.pvcName === claim.name);
  const found = own.find(({ outcome }) => outcome.kind === "succeeded");
  if (found !== undefined) return found;
  throw notCovered(member.set.name, claim, own[0]);
}

function dataOf({ member }: RestoreBasis, claim: ClaimName, volume: VolumeInfo): ClaimData {
  const { podVolume, method, size } = volume;
  const snapshotId = podVolume?.snapshotHandle ?? "";
  const uploader = podVolume?.uploaderType ?? "";
  const location = member.backup.destination;
  if (method !== "PodVolumeBackup" || uploader !== "kopia" || snapshotId === "" || location === undefined) {
    throw new Fault("volumes-not-covered", `The data of ${claim.namespace}/${claim.name} cannot be restored alone.`, {
      reason: `Velero backed it up as ${[method ?? "an unknown method", uploader].join(" ").trim()}; one claim alone can be filled only from a file-system backup made with kopia.`,
      remedy: `Restore the whole application: \`holdfast restore create --from-backup ${member.set.name} --app ${member.slug}\`.`,
      where: `Backup ${member.backup.name}`,
    });
  }
  return { snapshotId, uploader, location, ...(size === undefined ? {} : { bytes: size }) };
}

function agentImage({ velero }: RestoreBasis): string {
  const agent = velero.nodeAgent;
  const problem = velero.problems.find(({ code }) => code === "node-agent-absent" || code === "node-agent-not-ready");
  if (agent.kind === "present" && problem === undefined) return agent.image;
  throw new Fault("node-agent-missing", "Velero's node agent is not Ready on every node.", {
    reason: `${problem?.message ?? "There is none"}; it alone can write the claim's data.`,
    remedy: problem?.remedy ?? "Install it with `holdfast velero install`.",
  });
}

function unknownClaim({ member }: RestoreBasis, claim: ClaimName, known: readonly KubernetesObject[]): Fault {
  const names = known.map(({ metadata }) => metadata.name).join(", ");
  return new Fault("invalid-argument", `Backup ${member.set.name} holds no claim ${claim.namespace}/${claim.name}.`, {
    reason: `In ${claim.namespace} of ${member.slug} it holds: ${names || "no claim"}.`,
    remedy: "Name the claim as --claim [NAMESPACE/]NAME.",
  });
}

function notCovered(set: string, claim: ClaimName, volume: VolumeInfo | undefined): Fault {
  return new Fault("volumes-not-covered", `Backup ${set} does not hold the data of ${claim.namespace}/${claim.name}.`, {
    reason: whyNotHeld(volume),
    remedy: "Choose another backup: `holdfast backup show` lists the volumes that a backup holds.",
  });
}

function whyNotHeld(volume: VolumeInfo | undefined): string {
  const outcome = volume?.outcome;
  if (outcome === undefined) return "It names no volume of this claim: no pod had opted in to have it backed up.";
  switch (outcome.kind) {
    case "skipped":
      return `Velero skipped it: ${outcome.reason}`;
    case "failed":
      return `Its backup failed${outcome.phase === undefined ? "" : ` (${outcome.phase})`}.`;
    case "unknown":
      return `Velero wrote no result that is known here${outcome.phase === undefined ? "" : ` (${outcome.phase})`}.`;
    case "succeeded":
      return "";
  }
}
