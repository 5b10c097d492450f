import { judgeClock, nextWitness } from "@holdfast/domain";
import type { BackupSet, ClockWitness, RetentionFacts } from "@holdfast/domain";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";
import { listHolds } from "./holds.ts";
import { listPolicies } from "./store-policy.ts";
import { readWitness } from "./clock-witness.ts";

export interface ReadRetention {
  readonly facts: RetentionFacts;
  /** What is to be written down of the time by who applies the rules. */
  readonly witness: ClockWitness;
  /** What of policies cannot be followed, by the policy's name. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
}

/** Everything that decides about retention, as it is now. `sets` are given by who has just read them. */
export async function readRetention(context: Context, sets?: readonly BackupSet[]): Promise<ReadRetention> {
  const [found, policies, holds, instance, before] = await Promise.all([
    sets ?? listBackupSets(context),
    listPolicies(context),
    listHolds(context),
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
