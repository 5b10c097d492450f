import type { BackupSet, SetScope } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import { listVolumeSizes, sizeOfSet, type VolumeSize } from "../backups/volume-sizes.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";

/** A backup that a lost cluster, or a part of it, can be brought back from. */
export interface RecoveryPoint {
  readonly name: string;
  readonly scope: SetScope | "unknown";
  readonly state: BackupSet["state"];
  /** RFC 3339. */
  readonly createdAt: string;
  readonly ageSeconds: number;
  readonly sizeBytes: VolumeSize;
  readonly destination?: string;
  readonly instance?: string;
  /** Made by the installation in this cluster. */
  readonly own: boolean;
  readonly applications: readonly RecoverableApplication[];
  /** Absent: it holds no console. */
  readonly console?: { readonly version: string; readonly restorable: boolean };
  /** The whole of it, what is Completed of it, or nothing can be restored. Only a full one is for a new cluster. */
  readonly restorable: "all" | "some" | "nothing";
}

interface RecoverableApplication {
  readonly slug: string;
  readonly versionLabel?: string;
  readonly restorable: boolean;
  /** Velero's own word; "absent" when it is gone. */
  readonly phase: string;
}

/** Every backup of Holdfast in the destinations that Velero has read, newest first. Faults: of findVelero. */
export async function listRecoveryPoints(context: Context): Promise<readonly RecoveryPoint[]> {
  try {
    const [sets, sizes, own] = await Promise.all([
      listBackupSets(context),
      listVolumeSizes(context),
      findInstanceId(context.kubernetes),
    ]);
    const now = context.clock.now();
    return sets
      .filter(({ origin, state }) => origin === "holdfast" && state !== "running" && state !== "deleting")
      .map((set) => pointOf(set, { own, now, sizeBytes: sizeOfSet(set, sizes) }));
  } catch (error) {
    throw fromApiError(error);
  }
}

/** The one to begin with: the newest full backup of which everything can be restored. */
export function bestPoint(points: readonly RecoveryPoint[]): RecoveryPoint | undefined {
  const full = points.filter(({ scope }) => scope === "full");
  return full.find(({ restorable }) => restorable === "all") ?? full.find(({ restorable }) => restorable === "some");
}

interface Surroundings {
  readonly own: string | undefined;
  readonly now: number;
  readonly sizeBytes: VolumeSize;
}

function pointOf(set: BackupSet, { own, now, sizeBytes }: Surroundings): RecoveryPoint {
  const { name, scope, state, createdAt, members, destination, instance, consoleVersion } = set;
  const console = members.find(({ part }) => part.kind === "console");
  const whole = members.filter(({ stage }) => stage === "completed").length;
  return {
    name,
    scope,
    state,
    createdAt,
    ageSeconds: Math.max(Math.round((now - Date.parse(createdAt)) / 1000), 0),
    sizeBytes,
    ...(destination === undefined ? {} : { destination }),
    ...(instance === undefined ? {} : { instance }),
    own: own !== undefined && instance === own,
    applications: members.flatMap(({ part, stage, backup }): readonly RecoverableApplication[] => {
      if (part.kind !== "application") return [];
      const { slug, versionLabel } = part;
      const version = versionLabel === undefined ? {} : { versionLabel };
      return [{ slug, ...version, restorable: stage === "completed", phase: backup?.phase ?? "absent" }];
    }),
    ...(console === undefined
      ? {}
      : { console: { version: consoleVersion ?? "unknown", restorable: console.stage === "completed" } }),
    restorable: whole === members.length ? "all" : whole > 0 ? "some" : "nothing",
  };
}
