import { Fault, judgeClock, nextWitness } from "@holdfast/domain";
import type { BackupSet, ClockWitness, RetentionFacts } from "@holdfast/domain";
import { deletionKind, listBackupSets, readableRecords } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { holdsAnywhere } from "./holds.ts";
import { listPolicies } from "./store-policy.ts";
import { readWitness } from "./clock-witness.ts";

export interface ReadRetention {
  readonly facts: RetentionFacts;
  /** What is to be written down of the time by who applies the rules; undefined: nothing yet. */
  readonly witness: ClockWitness | undefined;
  /** What of policies cannot be followed, by the policy's name. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
}

export interface JustRead {
  readonly sets: readonly BackupSet[];
  /** The operation that asks: as if it were not. */
  readonly without: string;
}

/** Everything that decides about retention, as it is now. */
export async function readRetention(context: Context, read?: JustRead): Promise<ReadRetention> {
  const [found, records, policies, holds, instance, before] = await Promise.all([
    read?.sets ?? listBackupSets(context),
    readableRecords(context),
    listPolicies(context),
    holdsAnywhere(context),
    findInstanceId(context.kubernetes),
    readWitness(context),
  ]);
  const instances = instance === undefined ? [] : [instance];
  const now = context.clock.now();
  const newest = newestOf(found, instances);
  const witness = nextWitness(before, now, newest === undefined ? undefined : Date.parse(newest.createdAt));
  return {
    facts: {
      instances,
      policies: policies.map(({ policy }) => policy),
      sets: found,
      doomed: records.flatMap((record) => (record.id === read?.without ? [] : doomedBy(record))),
      holds,
      clock: judgeClock(witness, now, newest),
    },
    witness,
    problems: new Map(
      policies.flatMap(({ policy, problems }) =>
        problems.length === 0
          ? []
          : [[policy.scope.kind === "instance" ? "instance" : `app-${policy.scope.slug}`, problems]],
      ),
    ),
  };
}

/** The set that a deletion names which has not ended. */
function doomedBy(record: OperationRecord): readonly string[] {
  const { kind, subject } = record;
  return kind === deletionKind && subject.kind === "backup-set" && !isFinished(record) ? [subject.name] : [];
}

/** What is to be written down of the time where no rules are. */
export async function readClock(context: Context): Promise<ClockWitness | undefined> {
  const before = await readWitness(context);
  return nextWitness(before, context.clock.now(), before === undefined ? await newestTime(context) : undefined);
}

/** Without a Velero there is no backup. */
async function newestTime(context: Context): Promise<number | undefined> {
  try {
    const [sets, instance] = await Promise.all([listBackupSets(context), findInstanceId(context.kubernetes)]);
    const newest = newestOf(sets, instance === undefined ? [] : [instance]);
    return newest === undefined ? undefined : Date.parse(newest.createdAt);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** The last sign of time that this installation's backups give. */
function newestOf(sets: readonly BackupSet[], instances: readonly string[]): BackupSet | undefined {
  return sets
    .filter(({ origin, instance }) => origin === "holdfast" && instances.includes(instance ?? ""))
    .filter(({ createdAt }) => !Number.isNaN(Date.parse(createdAt)))
    .reduce<BackupSet | undefined>(
      (newest, set) =>
        newest === undefined || Date.parse(set.createdAt) > Date.parse(newest.createdAt) ? set : newest,
      undefined,
    );
}
