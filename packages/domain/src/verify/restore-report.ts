import type { InformedState } from "./informed-state.ts";
import type { NotCompared } from "./expect-back.ts";

/** What was compared after a restore, and what is missing. Small: it is kept with the finished operation. */
export interface RestoreReport {
  /** Workloads and what the vendor's status informers name, all Ready. */
  readonly ready: number;
  /** The vendor's status informers, each with its state; the first ones. */
  readonly informers: readonly { readonly name: string; readonly state: InformedState }[];
  readonly objects: ComparedObjects;
  readonly volumes: ComparedVolumes;
}

export interface ComparedObjects {
  /** Of the backup's objects, those that had to come back under their names. */
  readonly expected: number;
  readonly present: number;
  /** "Kind namespace/name", the first ones. */
  readonly missing: readonly string[];
  /** Kinds of which fewer are there than in the backup. */
  readonly short: readonly { readonly kind: string; readonly expected: number; readonly present: number }[];
  readonly notCompared: readonly { readonly because: NotCompared; readonly count: number }[];
}

export interface ComparedVolumes {
  /** Volumes whose data the backup holds. */
  readonly expected: number;
  /** Those that Velero has written to the end. */
  readonly filled: number;
  readonly bytes: number;
  /** One sentence for each that is not as in the backup; the first ones. */
  readonly problems: readonly string[];
  /** Claims that have no volume: nothing uses them yet, or none could be made. */
  readonly unbound: readonly string[];
}

const longestList = 8;
const longestText = 120;

/** Lists are cut, so that the report fits into a finished operation's record; the numbers beside them are whole. */
export function shortened(report: RestoreReport): RestoreReport {
  const { objects, volumes, informers } = report;
  return {
    ...report,
    informers: informers.slice(0, longestList),
    objects: { ...objects, missing: cut(objects.missing), short: objects.short.slice(0, longestList) },
    volumes: { ...volumes, problems: cut(volumes.problems), unbound: cut(volumes.unbound) },
  };
}

function cut(texts: readonly string[]): readonly string[] {
  return texts
    .slice(0, longestList)
    .map((text) => (text.length > longestText ? `${text.slice(0, longestText)}…` : text));
}

export interface ExpectedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly isPresent: boolean;
}

/** Counts per kind; every object that is missing is named. */
export function compareObjects(
  objects: readonly ExpectedObject[],
  left: ReadonlyMap<NotCompared, number>,
): ComparedObjects {
  const missing = objects.filter(({ isPresent }) => !isPresent);
  const kinds = [...new Set(missing.map(({ kind }) => kind))].sort();
  return {
    expected: objects.length,
    present: objects.length - missing.length,
    missing: missing.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).sort(),
    short: kinds.map((kind) => {
      const ofKind = objects.filter((one) => one.kind === kind);
      return { kind, expected: ofKind.length, present: ofKind.filter(({ isPresent }) => isPresent).length };
    }),
    notCompared: [...left].map(([because, count]) => ({ because, count })),
  };
}

export interface HeldVolume {
  readonly namespace: string;
  readonly pod: string;
  readonly volume: string;
  readonly claim?: string;
  /** As the backup says. */
  readonly bytes?: number;
}

export interface FilledVolume {
  readonly namespace: string;
  readonly pod: string;
  readonly volume: string;
  readonly isCompleted: boolean;
  /** Velero's own word. */
  readonly phase: string;
  readonly bytes?: number;
}

/** A volume that the backup holds and that nothing filled is what Velero itself calls Completed. */
export function compareVolumes(
  held: readonly HeldVolume[],
  filled: readonly FilledVolume[],
): Pick<ComparedVolumes, "expected" | "filled" | "bytes" | "problems"> {
  const problems: string[] = [];
  let bytes = 0;
  let count = 0;
  for (const volume of held) {
    const name = `${volume.namespace}/${volume.claim ?? `${volume.pod}:${volume.volume}`}`;
    const found = filled.find((one) => isOf(one, volume));
    if (found === undefined) problems.push(`${name} was not filled: Velero made no PodVolumeRestore for it`);
    else if (!found.isCompleted) problems.push(`${name} was not filled: its PodVolumeRestore is ${found.phase}`);
    else {
      count += 1;
      bytes += found.bytes ?? 0;
      if (volume.bytes !== undefined && found.bytes !== undefined && volume.bytes !== found.bytes)
        problems.push(`${name} holds ${found.bytes} bytes, ${volume.bytes} in the backup`);
    }
  }
  return { expected: held.length, filled: count, bytes, problems };
}

function isOf(one: FilledVolume, other: HeldVolume): boolean {
  return one.namespace === other.namespace && one.pod === other.pod && one.volume === other.volume;
}
