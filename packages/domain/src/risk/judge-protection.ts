import type { Attempt } from "./attempts.ts";
import { lackingData } from "./lacking-data.ts";
import type { Known } from "./risk-facts.ts";
import { formatSpan, formatTime } from "./span.ts";
import type { GoodBackup, Protection } from "./status-view.ts";

export interface ProtectionQuestion {
  /** Those that count for the purpose; undefined with a reason when they cannot be read. */
  readonly attempts: Known<readonly Attempt[]>;
  /** Of the schedules that renew it: times that came and did not. */
  readonly lost: Known<readonly LostRun[]>;
  /** Whether ages can be trusted: what is known of the clock they are counted by. */
  readonly clock: Known<unknown>;
  readonly limitSeconds: Known<number>;
  readonly now: number;
}

export interface LostRun {
  readonly slot: string;
  readonly how: "was missed" | "did not succeed";
  readonly reason: string;
}

/**
 * How well the attempts keep their subject. What lies where it cannot be read is neither there nor gone: when it would
 * decide, the answer is "unknown".
 */
export function judgeProtection(question: ProtectionQuestion): Protection {
  const { attempts, limitSeconds } = question;
  if (attempts.kind === "unknown") return { state: "unknown", reason: attempts.reason };
  const good = attempts.value.filter(({ outcome }) => outcome.kind === "good");
  const certain = newest(good.filter(({ doubt }) => doubt === undefined));
  const possible = newest(good);
  if (possible === undefined) return { state: "never", ...whyNever(attempts.value) };
  const known = certain === undefined ? {} : describe(certain, question);
  const doubtful = possible === certain ? {} : { unverified: unverifiedOf(possible) };
  if (limitSeconds.kind === "unknown")
    return { state: "unknown", reason: `its limit is not known: ${limitSeconds.reason}`, ...known, ...doubtful };
  const seen: Seen = { ...question, attempts: attempts.value, limit: limitSeconds.value };
  return { ...decide(seen, certain, possible), ...known, ...doubtful };
}

interface Seen extends Pick<ProtectionQuestion, "lost" | "clock" | "now"> {
  readonly attempts: readonly Attempt[];
  readonly limit: number;
}

/** `possible` is at least as new as `certain`. */
function decide(
  seen: Seen,
  certain: Attempt | undefined,
  possible: Attempt,
): Pick<Protection, "state" | "reason" | "lateBecause"> {
  const best = stateWith(seen, possible);
  if (best.state === "broken" || best.state === "unknown" || possible === certain) return best;
  const sure = certain === undefined ? undefined : stateWith(seen, certain);
  if (sure?.state === "safe" || sure?.state === "late") return sure;
  return { state: "unknown", reason: possible.doubt ?? "it cannot be read" };
}

type Judged =
  | { readonly state: "safe" }
  | { readonly state: "broken" | "unknown"; readonly reason: string }
  | ({ readonly state: "late" } & Lateness);

type Lateness = Required<Pick<Protection, "lateBecause" | "reason">>;

function stateWith(seen: Seen, last: Attempt): Judged {
  const age = ageOf(last, seen.now);
  if (age > seen.limit) {
    const reason = `the last good backup is ${formatSpan(age)} old, the limit is ${formatSpan(seen.limit)}`;
    return { state: "broken", reason };
  }
  if (seen.clock.kind === "unknown") {
    return { state: "unknown", reason: `how old it is depends on the cluster's time: ${seen.clock.reason}` };
  }
  if (seen.lost.kind === "unknown") {
    return { state: "unknown", reason: `it is not known whether a scheduled backup was missed: ${seen.lost.reason}` };
  }
  const lateness = whyLate({ ...seen, lost: seen.lost.value }, last);
  return lateness === undefined ? { state: "safe" } : { state: "late", ...lateness };
}

/** What the last good backup lacks, or should have renewed it and did not; undefined when nothing was due. */
function whyLate(
  { attempts, lost }: Pick<Seen, "attempts"> & { readonly lost: readonly LostRun[] },
  last: Attempt,
): Lateness | undefined {
  const lacking = lackingData(last.parts);
  if (lacking !== undefined) {
    return { lateBecause: "data-not-covered", reason: `backup ${last.set} does not hold all data: ${lacking}` };
  }
  const failed = newest(attempts.filter(({ outcome, begunAt }) => outcome.kind === "bad" && begunAt > last.begunAt));
  if (failed?.outcome.kind === "bad") {
    const reason = `backup ${failed.set} does not count: ${failed.outcome.reason}`;
    return { lateBecause: "last-backup-failed", reason };
  }
  const run = lost
    .filter((one) => Date.parse(one.slot) > last.begunAt)
    .toSorted((one, other) => Date.parse(other.slot) - Date.parse(one.slot))[0];
  if (run === undefined) return undefined;
  return {
    lateBecause: run.how === "was missed" ? "run-missed" : "last-backup-failed",
    reason: `the backup of ${run.slot} ${run.how}: ${run.reason}`,
  };
}

function whyNever(attempts: readonly Attempt[]): Pick<Protection, "reason"> {
  const last = newest(attempts);
  if (last?.outcome.kind !== "bad") return {};
  return { reason: `backup ${last.set} does not count: ${last.outcome.reason}` };
}

function newest(attempts: readonly Attempt[]): Attempt | undefined {
  let found: Attempt | undefined;
  for (const one of attempts) {
    if (found === undefined || one.begunAt > found.begunAt || (one.begunAt === found.begunAt && one.set < found.set)) {
      found = one;
    }
  }
  return found;
}

function ageOf({ begunAt }: Attempt, now: number): number {
  return Math.max(Math.round((now - begunAt) / 1000), 0);
}

function goodBackup({ set, begunAt, destination }: Attempt): GoodBackup {
  const at = formatTime(begunAt);
  return { set, at, ...(destination === undefined ? {} : { destination }) };
}

function unverifiedOf(attempt: Attempt): NonNullable<Protection["unverified"]> {
  return { ...goodBackup(attempt), reason: attempt.doubt ?? "it cannot be read" };
}

function describe(
  last: Attempt,
  { now, limitSeconds }: ProtectionQuestion,
): Pick<Protection, "lastGood" | "ageSeconds" | "brokenAt"> {
  const lastGood = goodBackup(last);
  const ageSeconds = ageOf(last, now);
  if (limitSeconds.kind === "unknown") return { lastGood, ageSeconds };
  const brokenAt = formatTime(last.begunAt + limitSeconds.value * 1000);
  return { lastGood, ageSeconds, brokenAt };
}
