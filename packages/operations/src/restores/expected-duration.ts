import { podVolumeRestoreType } from "@holdfast/velero";
import type { PodVolumeRestore } from "@holdfast/velero";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords } from "../records/store-record.ts";
import { consoleRestoreKind } from "../recovery/console-restore-operation.ts";

export interface DurationQuestion {
  readonly slug: string;
  readonly veleroNamespace: string;
  readonly destination: string;
  /** Of the volumes that are filled; undefined when a size is not known. */
  readonly bytes: number | undefined;
}

const lookedAt = 5;

/**
 * How long a restore of this application took the last times; else what its bytes would take at the speed of earlier
 * restores from the same destination; else unknown. Nothing is guessed.
 */
export async function expectedSeconds(context: Context, question: DurationQuestion): Promise<number | undefined> {
  try {
    const records = (await listRecords(context.kubernetes)).map(({ record }) => record);
    return pastSeconds(records, question.slug) ?? (await secondsOfBytes(context, question));
  } catch (error) {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  }
}

/** How long the console's part of a restore took the last times; else unknown. */
export async function expectedConsoleSeconds(context: Context): Promise<number | undefined> {
  try {
    return pastConsoleSeconds((await listRecords(context.kubernetes)).map(({ record }) => record));
  } catch (error) {
    if (isApiError(error, "Forbidden")) return undefined;
    throw error;
  }
}

/** @internal Exported for tests. */
export function pastConsoleSeconds(records: readonly OperationRecord[]): number | undefined {
  return middleOf(records.filter(({ kind }) => kind === consoleRestoreKind));
}

/** @internal Exported for tests. */
export function pastSeconds(records: readonly OperationRecord[], slug: string): number | undefined {
  return middleOf(records.filter((record) => isRestoreOf(record, slug)));
}

/** The middle one of the last few. */
function middleOf(restores: readonly OperationRecord[]): number | undefined {
  const durations = restores
    .flatMap(({ createdAt, state, epoch }) => {
      // What was resumed waited for a person in between.
      if (state.stage !== "done" || epoch > 1) return [];
      return [{ createdAt, seconds: (Date.parse(state.at) - Date.parse(createdAt)) / 1000 }];
    })
    .sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))
    .slice(0, lookedAt)
    .map(({ seconds }) => seconds)
    .sort((one, other) => one - other);
  return durations[Math.floor(durations.length / 2)];
}

/** Operations that restore exactly one application say its slug. */
function isRestoreOf({ kind, input }: OperationRecord, slug: string): boolean {
  if (kind !== "restore-application") return false;
  return (input as { readonly slug?: unknown } | null)?.slug === slug;
}

async function secondsOfBytes(context: Context, question: DurationQuestion): Promise<number | undefined> {
  const { bytes, destination, veleroNamespace: namespace } = question;
  if (bytes === undefined || bytes === 0) return undefined;
  const past = await context.kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, { namespace });
  const finished = past.flatMap(({ spec, status }) => {
    if (spec.backupStorageLocation !== destination || status?.phase !== "Completed") return [];
    const seconds = (Date.parse(status.completionTimestamp ?? "") - Date.parse(status.startTimestamp ?? "")) / 1000;
    const done = status.progress?.bytesDone ?? 0;
    return done > 0 && seconds > 0 ? [{ seconds, done }] : [];
  });
  const [seconds, done] = finished.reduce(([time, size], one) => [time + one.seconds, size + one.done], [0, 0]);
  return done === 0 ? undefined : (bytes * seconds) / done;
}
