import { judgeVolumes } from "@holdfast/domain";
import type { Check, ClaimName, PodFact, VolumeFact } from "@holdfast/domain";
import { veleroAnnotations } from "@holdfast/velero";
import type { VolumeInfo } from "@holdfast/velero";
import type { BackedUpPod } from "./collect-contents.ts";

export interface VolumesToCheck {
  readonly member: string;
  readonly volumes: readonly VolumeInfo[];
  readonly pods: readonly BackedUpPod[];
  readonly namespaces: readonly string[];
  readonly present: readonly ClaimName[];
}

/** Velero's list of volumes against what the pods' annotations asked for. */
export function checkVolumes({ member, volumes, pods, namespaces, present }: VolumesToCheck): readonly Check[] {
  const own = pods.filter(({ namespace }) => namespaces.includes(namespace));
  return judgeVolumes({ member, volumes: volumes.map(volumeFact), pods: own.map(podFact), present });
}

function volumeFact({ pvcName, pvcNamespace, podVolume, outcome }: VolumeInfo): VolumeFact {
  const snapshot = podVolume?.snapshotHandle;
  const isEmpty = outcome.kind === "succeeded" && podVolume !== undefined && snapshot === undefined;
  return {
    ...(pvcName === undefined ? {} : { claim: { namespace: pvcNamespace ?? "", name: pvcName } }),
    ...(podVolume === undefined
      ? {}
      : { pod: { namespace: podVolume.podNamespace, name: podVolume.podName, volume: podVolume.volumeName } }),
    outcome: isEmpty ? "empty" : outcome.kind,
    ...(outcome.kind === "skipped" ? { reason: outcome.reason } : {}),
    ...(outcome.kind === "failed" && outcome.phase !== undefined ? { reason: `Velero says ${outcome.phase}` } : {}),
    ...(snapshot === undefined ? {} : { snapshot }),
  };
}

function podFact({ namespace, name, content }: BackedUpPod): PodFact {
  const names = (content.annotations[veleroAnnotations.backupVolumes] ?? "").split(",").map((text) => text.trim());
  const wanted = names
    .filter((text) => text !== "")
    .map((volume) => {
      const claim = content.volumes.find((one) => one.name === volume)?.persistentVolumeClaim?.claimName;
      return claim === undefined ? { volume } : { volume, claim };
    });
  return { namespace, name, isRunning: content.phase === "Running", wanted };
}
