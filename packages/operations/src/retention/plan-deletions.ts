import type { BackupSet, Decision } from "@holdfast/domain";
import { deletionKind } from "../backups/list-sets.ts";
import { describeOccupant, occupantOf } from "../backups/set-occupant.ts";
import { isAtRest } from "../records/operation-record.ts";
import type { FailedState, OperationRecord } from "../records/operation-record.ts";

/** What happens to a backup that the rules free. */
export type DeletionPlan =
  /** Now. */
  | { readonly kind: "delete"; readonly set: string }
  /** A deletion that failed is tried again now. */
  | { readonly kind: "retry"; readonly set: string; readonly operation: string }
  | { readonly kind: "under-way"; readonly set: string; readonly operation: string; readonly since: string }
  /** It failed, and is tried again at that time (milliseconds). */
  | {
      readonly kind: "failed";
      readonly set: string;
      readonly operation: string;
      readonly fault: FailedState["fault"];
      readonly retryAt: number;
    }
  | { readonly kind: "waits"; readonly set: string; readonly reason: string };

export interface DeletionFacts {
  readonly decisions: readonly Decision[];
  readonly sets: readonly BackupSet[];
  readonly records: readonly OperationRecord[];
  /** By destination: why nothing can be deleted there now. Absent: it can. */
  readonly closed: ReadonlyMap<string, string>;
  /** Sets whose deletion was refused in this look: they hold up no other. */
  readonly refused: ReadonlySet<string>;
  /** Milliseconds. */
  readonly now: number;
}

const firstPauseMilliseconds = 5 * 60 * 1000;
const longestPauseMilliseconds = 6 * 3600 * 1000;
/** A store that refuses all deletions is not asked about each backup in turn: from here on about one new one a pause. */
const mostFailed = 3;

/**
 * What is done about the sets that the rules free, the oldest first: one deletion at a time in each destination. A
 * deletion that was begun is brought to its end, whatever the rules say by now.
 */
export function planDeletions(facts: DeletionFacts): readonly DeletionPlan[] {
  const byName = new Map(facts.sets.map((set) => [set.name, set]));
  const freed = facts.decisions
    .filter(({ verdict }) => verdict.kind === "freed")
    .flatMap(({ set }) => byName.get(set) ?? [])
    .toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  const begun = facts.records.filter(
    ({ kind, state, subject }) =>
      kind === deletionKind && state.stage !== "done" && state.stage !== "cancelled" && subject.kind === "backup-set",
  );
  // Without one are deletions of sets that are gone by now: they only have to be ended.
  const destinations = new Set(["", ...facts.sets.map(({ destination }) => destination ?? "")]);
  return [...destinations].flatMap((destination) => {
    const isThere = (name: string): boolean => (byName.get(name)?.destination ?? "") === destination;
    return planDestination(facts, {
      closed: facts.closed.get(destination),
      freed: freed.filter(({ name }) => isThere(name)),
      begun: begun.filter(({ subject }) => subject.kind === "backup-set" && isThere(subject.name)),
    });
  });
}

interface AtDestination {
  readonly closed: string | undefined;
  readonly freed: readonly BackupSet[];
  readonly begun: readonly OperationRecord[];
}

function planDestination({ records, refused, now }: DeletionFacts, at: AtDestination): readonly DeletionPlan[] {
  const plans: DeletionPlan[] = [];
  let busy = false;
  for (const record of at.begun.filter((one) => !isAtRest(one))) {
    busy = true;
    plans.push({ kind: "under-way", set: setOf(record), operation: record.id, since: record.createdAt });
  }
  const failed = at.begun.filter((record) => record.state.stage === "failed" && isByRule(record));
  for (const record of failed) {
    const plan = planFailed(record, now);
    const reason = whyItWaits(plan.set, { records, refused }) ?? at.closed ?? (busy ? another : undefined);
    if (plan.kind !== "retry") plans.push(plan);
    else if (reason !== undefined) plans.push({ kind: "waits", set: plan.set, reason });
    else {
      busy = true;
      plans.push(plan);
    }
  }
  const begun = new Set(at.begun.map(setOf));
  for (const set of at.freed.filter(({ name }) => !begun.has(name))) {
    const reason = whyItWaits(set.name, { records, refused }) ?? at.closed ?? whyNoNew(failed, now);
    if (reason !== undefined) plans.push({ kind: "waits", set: set.name, reason });
    else if (busy) plans.push({ kind: "waits", set: set.name, reason: another });
    else {
      busy = true;
      plans.push({ kind: "delete", set: set.name });
    }
  }
  return plans;
}

const another = "another backup is deleted from its destination first";

/** Those that failed may fail for good: one that was never tried shows, pause by pause, whether others go. */
function whyNoNew(failed: readonly OperationRecord[], now: number): string | undefined {
  if (failed.length < mostFailed) return undefined;
  const newest = Math.max(...failed.map(({ createdAt }) => Date.parse(createdAt)));
  if (newest + longestPauseMilliseconds <= now) return undefined;
  return `${failed.length} deletions from its destination have failed: they are tried again first`;
}

function whyItWaits(set: string, { records, refused }: Pick<DeletionFacts, "records" | "refused">): string | undefined {
  if (refused.has(set)) return "its deletion was refused just now";
  const occupant = occupantOf(set, records);
  return occupant === undefined ? undefined : describeOccupant(occupant);
}

function planFailed(record: OperationRecord, now: number): DeletionPlan {
  const { state, epoch, id } = record;
  const set = setOf(record);
  if (state.stage !== "failed") return { kind: "retry", set, operation: id };
  const pause = Math.min(firstPauseMilliseconds * 2 ** Math.max(0, epoch - 1), longestPauseMilliseconds);
  const retryAt = Date.parse(state.at) + pause;
  if (retryAt <= now) return { kind: "retry", set, operation: id };
  return { kind: "failed", set, operation: id, fault: state.fault, retryAt };
}

function setOf({ subject }: OperationRecord): string {
  return subject.kind === "backup-set" ? subject.name : "";
}

/** What a person ordered is left to that person. */
function isByRule({ input }: OperationRecord): boolean {
  return (input as { readonly byRule?: unknown } | null)?.byRule === true;
}
