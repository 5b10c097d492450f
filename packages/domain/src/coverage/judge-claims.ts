import type { VendorBackupSpec } from "../release/vendor-backup.ts";
import type { CoverageFinding, VolumeCoverage } from "./coverage.ts";
import { hasPreHook } from "./pod-hooks.ts";
import type { ApplicationData, ApplicationClaim, ApplicationPod, PodVolume } from "./application-data.ts";

/** Velero's annotations on pods. */
const optIn = "backup.velero.io/backup-volumes";
const optOut = "backup.velero.io/backup-volumes-excludes";

export interface ClaimJudgement {
  readonly coverage: VolumeCoverage;
  readonly findings: readonly CoverageFinding[];
}

/** Would the backup hold this claim's data? Once for each claim: Velero copies it from the first pod that is fit. */
export function judgeClaim(data: ApplicationData, claim: ApplicationClaim): ClaimJudgement {
  const why = reasonAgainst(data, claim);
  const subject = `${claim.namespace}/${claim.name}`;
  const volume = data.volumes.find(({ name }) => name === claim.volumeName);
  const retained: readonly CoverageFinding[] = volume?.reclaimPolicy === "Retain" ? [retain(subject, volume.name)] : [];
  return {
    coverage: {
      namespace: claim.namespace,
      name: claim.name,
      kind: "claim",
      held: why === undefined,
      ...(claim.capacityBytes === undefined ? {} : { capacityBytes: claim.capacityBytes }),
      ...(claim.lastBackupBytes === undefined ? {} : { lastBackupBytes: claim.lastBackupBytes }),
    },
    findings: [...(why === undefined ? [] : [{ ...why, subject }]), ...retained],
  };
}

type Reason = Omit<CoverageFinding, "subject">;

function reasonAgainst(data: ApplicationData, claim: ApplicationClaim): Reason | undefined {
  if (claim.phase !== "Bound") {
    const message = `The claim is ${claim.phase}: it holds nothing yet that could be backed up`;
    return { code: "claim-not-bound", level: "note", message };
  }
  // What Velero or a driver takes a snapshot of is copied whole, without a pod.
  if (data.vendor.snapshotVolumes === true || data.vendor.snapshotMoveData === true) return undefined;
  if (claim.block) return blockVolume;
  if (data.volumes.some(({ name, hostPath }) => name === claim.volumeName && hostPath)) return hostPathVolume;
  const uses = data.pods
    .filter(({ namespace }) => namespace === claim.namespace)
    .flatMap((pod) => pod.volumes.filter((volume) => usesClaim(volume, claim)).map((volume) => ({ pod, volume })));
  const running = uses.filter(({ pod }) => pod.phase === "Running");
  if (running.length === 0) return noRunningPod(uses.map(({ pod }) => pod));
  const mounted = running.filter(({ pod, volume }) => pod.mounted.includes(volume.name));
  const [first] = mounted;
  if (first === undefined) return notMounted(running);
  if (mounted.some(({ pod, volume }) => isTaken(data.vendor, pod, volume.name))) return undefined;
  return notTaken(data.vendor, first.pod, first.volume.name);
}

function usesClaim({ source }: PodVolume, claim: ApplicationClaim): boolean {
  return source.kind === "claim" && source.claim === claim.name;
}

/** As Velero decides without a volume policy: opt-in by default, opt-out when the vendor says so. */
export function isTaken(vendor: VendorBackupSpec, pod: ApplicationPod, volume: string): boolean {
  if (vendor.defaultVolumesToFsBackup === true) return !namesOf(pod, optOut).includes(volume);
  return namesOf(pod, optIn).includes(volume);
}

function namesOf(pod: ApplicationPod, annotation: string): readonly string[] {
  return (pod.annotations[annotation] ?? "").split(",").map((name) => name.trim());
}

function notTaken(vendor: VendorBackupSpec, pod: ApplicationPod, volume: string): Reason {
  if (namesOf(pod, optOut).includes(volume)) {
    const message = `Volume ${volume} of pod ${pod.name} is left out by its vendor: ${optOut} names it`;
    return { code: "left-out-by-vendor", level: "note", message };
  }
  const hooked = hasPreHook(pod, vendor.hooks?.resources ?? []);
  if (hooked && pod.volumes.some(({ name }) => name !== volume && isTaken(vendor, pod, name))) {
    const message = `Volume ${volume} of pod ${pod.name} is not copied; a hook of its vendor runs before, and another volume of the pod is copied`;
    return { code: "dumped-elsewhere", level: "note", message };
  }
  return {
    code: "not-opted-in",
    level: "serious",
    message: `Volume ${volume} of pod ${pod.name} is not backed up: the pod's annotation ${optIn} does not name it`,
    remedy: `Its vendor adds ${volume} to ${optIn} of the pod, or to ${optOut} when it need not be kept`,
  };
}

function noRunningPod(pods: readonly ApplicationPod[]): Reason {
  const seen = pods.map(({ name, phase, reason }) => `${name} (${reason ?? phase})`).join(", ");
  return {
    code: "no-running-pod",
    level: "serious",
    message: `No running pod has it mounted${seen === "" ? "" : `: ${seen}`}; Velero copies volumes of running pods alone`,
    remedy: "Start the workload before the backup, or remove the claim if its data is not needed",
  };
}

function notMounted(uses: readonly { readonly pod: ApplicationPod }[]): Reason {
  const names = uses.map(({ pod }) => pod.name).join(", ");
  return {
    code: "not-mounted",
    level: "serious",
    message: `Pod ${names} names it and no container mounts it; Velero does not copy it`,
    remedy: "Its vendor mounts the volume in a container",
  };
}

const blockVolume: Reason = {
  code: "block-volume",
  level: "serious",
  message: "It is a raw block device; Velero copies file systems alone",
  remedy: "Use a storage driver that takes snapshots, or a hook that dumps the data into another volume",
};

const hostPathVolume: Reason = {
  code: "host-path",
  level: "serious",
  message: "Its volume is a directory of the node (hostPath); Velero does not copy it",
  remedy: "Use a StorageClass with volumes of another kind",
};

function retain(subject: string, volume: string): CoverageFinding {
  return {
    code: "reclaim-retain",
    level: "warning",
    subject,
    message: `Its volume ${volume} has the reclaim policy Retain: a restore makes a new volume and leaves the old one behind`,
    remedy: `kubectl patch pv ${volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}', or remove it by hand after a restore`,
  };
}
