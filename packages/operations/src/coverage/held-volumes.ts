import type { CoverageNote } from "@holdfast/domain";
import type { ListedResource, VolumeInfo } from "@holdfast/velero";

/** What a backup really holds of one volume that was there. */
export interface HeldVolume {
  /** "<namespace>/<claim>", or "<namespace>/<pod>/<volume>" of what is no claim. */
  readonly name: string;
  readonly outcome:
    | { readonly kind: "held"; readonly sizeBytes?: number }
    /** Velero found nothing in it; a restore leaves it empty. */
    | { readonly kind: "empty" }
    | { readonly kind: "not-held"; readonly reason: string };
  /** It was to be in it when the backup was begun. Absent: nothing was noted then. */
  readonly expected?: boolean;
}

export interface FinishedBackup {
  readonly objects: readonly ListedResource[];
  readonly volumes: readonly VolumeInfo[];
  readonly note: CoverageNote | undefined;
}

/** Every claim that the backup lists, and every other volume that was copied, against what was to be in it. */
export function heldVolumes({ objects, volumes, note }: FinishedBackup): readonly HeldVolume[] {
  const byName = new Map(volumes.map((volume) => [nameOf(volume), volume]));
  const claims = objects
    .filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "PersistentVolumeClaim")
    .map(({ namespace = "", name }) => `${namespace}/${name}`);
  const names = new Set([...claims, ...byName.keys(), ...(note?.held ?? [])]);
  return [...names].toSorted().map((name) => ({
    name,
    outcome: outcomeOf(byName.get(name), reasonIn(note, name)),
    ...(note === undefined ? {} : { expected: note.held.includes(name) }),
  }));
}

function nameOf({ pvcNamespace, pvcName, podVolume }: VolumeInfo): string {
  if (pvcName !== undefined) return `${pvcNamespace ?? ""}/${pvcName}`;
  return `${podVolume?.podNamespace ?? ""}/${podVolume?.podName ?? ""}/${podVolume?.volumeName ?? ""}`;
}

function reasonIn(note: CoverageNote | undefined, name: string): string | undefined {
  return note?.findings.find(({ subject, code }) => subject === name && code !== "reclaim-retain")?.message;
}

function outcomeOf(volume: VolumeInfo | undefined, noted: string | undefined): HeldVolume["outcome"] {
  const silent = "Velero copied nothing of it and gave no reason";
  if (volume === undefined) return { kind: "not-held", reason: noted ?? silent };
  const { outcome, size, podVolume } = volume;
  switch (outcome.kind) {
    case "succeeded":
      // Velero takes no snapshot of a volume that it finds empty, and says succeeded.
      if (podVolume !== undefined && podVolume.snapshotHandle === undefined) return { kind: "empty" };
      return { kind: "held", ...(size === undefined ? {} : { sizeBytes: size }) };
    case "skipped":
      return { kind: "not-held", reason: noted ?? outcome.reason };
    case "failed":
      return { kind: "not-held", reason: `Velero's copy ${outcome.phase ?? "failed"}` };
    case "unknown":
      return { kind: "not-held", reason: `Velero says ${outcome.phase ?? "nothing"} of its copy` };
  }
}
