import type { Check } from "./check.ts";
import type { ClaimName } from "./live-object.ts";

/** One volume as Velero's list of volumes says it. */
export interface VolumeFact {
  readonly claim?: ClaimName;
  readonly pod?: { readonly namespace: string; readonly name: string; readonly volume: string };
  /** "empty": Velero found nothing in it and took no snapshot. */
  readonly outcome: "succeeded" | "empty" | "failed" | "skipped" | "unknown";
  readonly reason?: string;
  readonly snapshot?: string;
}

/** A pod of the backup, with the volumes that its annotation wants backed up. */
export interface PodFact {
  readonly namespace: string;
  readonly name: string;
  readonly isRunning: boolean;
  readonly wanted: readonly { readonly volume: string; readonly claim?: string }[];
}

export interface VolumesQuestion {
  readonly member: string;
  readonly volumes: readonly VolumeFact[];
  readonly pods: readonly PodFact[];
  /** Claims that are in the cluster now: they stay when the backup holds no data of them. */
  readonly present: readonly ClaimName[];
}

/** Whether the data is there that the backup was to hold. Volumes that nobody asked for are no part of it. */
export function judgeVolumes(question: VolumesQuestion): readonly Check[] {
  const { member, volumes } = question;
  const failed = volumes.filter(({ outcome }) => outcome === "failed" || outcome === "unknown");
  const empty = volumes.filter(({ outcome }) => outcome === "empty");
  const missing = wantedVolumes(question).filter((one) => !volumes.some((volume) => isOf(volume, one)));
  const good = volumes.filter(({ outcome }) => outcome === "succeeded").length;
  const checks: Check[] = failed.map((volume) => ({
    code: "volume-data-missing",
    subject: member,
    result: "needs-acceptance",
    message: `The data of ${volumeName(volume)} is not in the backup: ${volume.reason ?? "its backup did not succeed"}`,
    remedy: "Choose another backup, or accept that this volume stays as it is, or comes back empty if it is gone.",
  }));
  checks.push(...empty.map((volume) => judgeEmpty(member, volume)));
  checks.push(...missing.map((one) => judgeMissing(question, one)));
  if (checks.length > 0) return checks;
  const message =
    good === 0
      ? "It holds no volume data"
      : `The data of every volume that was to be backed up is in the repository (${good})`;
  return [{ code: "volume-data-missing", subject: member, result: "passed", message }];
}

function judgeEmpty(member: string, volume: VolumeFact): Check {
  return {
    code: "volume-data-missing",
    subject: member,
    result: "warning",
    message: `Of ${volumeName(volume)} Velero took no snapshot, because it found nothing in it`,
    remedy: "If the volume is in the cluster, it stays as it is; else it comes back empty, as it was.",
  };
}

interface WantedVolume {
  readonly pod: PodFact;
  readonly volume: string;
  readonly claim?: string;
}

function wantedVolumes({ pods }: VolumesQuestion): readonly WantedVolume[] {
  return pods.flatMap((pod) => pod.wanted.map((one) => ({ ...one, pod })));
}

/** Velero backs a claim up with the first pod that mounts it. */
function isOf({ pod, claim }: VolumeFact, wanted: WantedVolume): boolean {
  if (pod?.namespace === wanted.pod.namespace && pod.name === wanted.pod.name && pod.volume === wanted.volume)
    return true;
  return claim !== undefined && claim.namespace === wanted.pod.namespace && claim.name === wanted.claim;
}

function judgeMissing({ member, present }: VolumesQuestion, { pod, volume, claim }: WantedVolume): Check {
  const stays = claim !== undefined && present.some((one) => one.namespace === pod.namespace && one.name === claim);
  const why = pod.isRunning ? "Velero made no backup of it" : "the pod was not running when it was backed up";
  const message = `Volume ${volume} of Pod ${pod.namespace}/${pod.name} was to be in the backup and is not: ${why}`;
  if (stays) {
    const remedy =
      "It stays as it is now, beside objects of the backup's time; choose another backup if that does not fit.";
    return { code: "volume-data-missing", subject: member, result: "warning", message, remedy };
  }
  const remedy = "Choose another backup, or accept that it comes back empty.";
  return { code: "volume-data-missing", subject: member, result: "needs-acceptance", message, remedy };
}

function volumeName({ claim, pod }: VolumeFact): string {
  if (claim !== undefined) return `claim ${claim.namespace}/${claim.name}`;
  return pod === undefined ? "a volume" : `volume ${pod.volume} of Pod ${pod.namespace}/${pod.name}`;
}
