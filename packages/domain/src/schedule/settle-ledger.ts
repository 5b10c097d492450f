import { scheduledSetName } from "../backup-set/set-names.ts";
import { withMissed, withoutDue } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { ScheduleFacts } from "./schedule-facts.ts";
import { slotsBetween } from "./slots.ts";
import type { Timing } from "./timing.ts";

/** Further back nothing is made up for, nor counted. */
const longestSleepMilliseconds = 400 * 24 * 3600 * 1000;

const sleptReason = "Holdfast did not run at that time, or its clock was set forward over it.";
const aheadReason = "A backup for this time was decided on before, while the clock was ahead.";
const pausedReason = "The schedule was paused before its backup could begin.";

export function ruleOf({ cron, timeZone }: Timing): string {
  return `${cron} ${timeZone}`;
}

/** What has to be written before anything is done; undefined when all of it is. */
export function settleLedger(facts: ScheduleFacts, ledger: Ledger, now: number): Ledger | undefined {
  return (
    begun(facts, ledger, now) ??
    anew(facts, ledger, now) ??
    setBack(ledger, now) ??
    ended(facts, ledger, now) ??
    takenUp(facts, ledger, now)
  );
}

/** The set of the due time is there: made just now, or by who died before it could write so. */
function begun({ dueBegun }: ScheduleFacts, ledger: Ledger, now: number): Ledger | undefined {
  const { due, ...rest } = ledger;
  if (!dueBegun || due === undefined) return undefined;
  const { slot, set } = due;
  return { ...rest, lastRun: { slot, set, begunAt: now, tries: 0, nextTry: now } };
}

/** After a pause, or with another rule, nothing before now is made up for. */
function anew({ timing, activeFrom, paused }: ScheduleFacts, ledger: Ledger, now: number): Ledger | undefined {
  const rule = ruleOf(timing);
  if (rule !== ledger.rule) {
    const kept = withoutDue(ledger, "The schedule was changed before its backup could begin.");
    return { ...kept, rule, ahead: [], decidedUntil: now, unbrokenFrom: now };
  }
  if (paused && ledger.due !== undefined) return withoutDue(ledger, pausedReason);
  // A beginning that a clock ahead of this one wrote is waited for: to write "up to now" would never come to an end.
  if (activeFrom > now || activeFrom <= ledger.decidedUntil) return undefined;
  return { ...withoutDue(ledger, pausedReason), decidedUntil: activeFrom, unbrokenFrom: activeFrom };
}

/** Clocks of two servers differ by less. */
const clockToleranceMilliseconds = 10 * 60_000;

/** Decided were times that have not come: the clock was ahead. What was begun for them stays theirs. */
function setBack(ledger: Ledger, now: number): Ledger | undefined {
  const { unbrokenFrom: from, decidedUntil: until, ahead, missed } = ledger;
  if (now >= from - clockToleranceMilliseconds) return undefined;
  return {
    ...ledger,
    decidedUntil: now,
    unbrokenFrom: now,
    ahead: until > from ? [...ahead, { from, until }] : ahead,
    missed: missed.filter(({ slot }) => slot <= now),
  };
}

/** The last backup is over, or nobody tries to begin it any more. */
function ended({ run, startWithinMilliseconds }: ScheduleFacts, ledger: Ledger, now: number): Ledger | undefined {
  const { lastRun } = ledger;
  if (lastRun === undefined || lastRun.outcome !== undefined || run === undefined) return undefined;
  switch (run.kind) {
    case "going":
      return undefined;
    case "ended":
      return { ...ledger, lastRun: { ...lastRun, outcome: run.outcome } };
    case "not-begun": {
      if (now < lastRun.begunAt + startWithinMilliseconds) return undefined;
      const outcome = { kind: "failed", at: new Date(now).toISOString(), reason: run.reason } as const;
      return { ...ledger, lastRun: { ...lastRun, outcome } };
    }
  }
}

/**
 * Times have come: the newest is to begin now, and those before it are missed. This is the write that makes a time
 * belong to one attempt, whoever makes it.
 */
function takenUp(facts: ScheduleFacts, ledger: Ledger, now: number): Ledger | undefined {
  const { timing, activeFrom, paused, instance, name } = facts;
  if (paused) return undefined;
  const from = Math.max(ledger.decidedUntil, activeFrom, now - longestSleepMilliseconds);
  const come = slotsBetween(timing, from, now);
  const newest = come.at(-1);
  if (newest === undefined) return undefined;
  const { isAhead, ahead } = judgeAhead(ledger, now);
  const slot = come.findLast((one) => !isAhead(one));
  const before = come.filter((one) => one !== slot);
  // Who comes long after a time slept over it or had the clock set forward: only what follows shows which.
  const inTime = now - newest <= clockToleranceMilliseconds;
  const unbroken = before.length === 0 && inTime && now >= ledger.unbrokenFrom;
  const decided: Ledger = {
    ...(slot === undefined ? ledger : withoutDue(ledger, ledger.due?.waitsFor ?? sleptReason)),
    ahead,
    decidedUntil: newest,
    unbrokenFrom: unbroken ? ledger.unbrokenFrom : (slot ?? newest) - 1,
  };
  const slept = withMissed(
    decided,
    before.filter((one) => !isAhead(one)),
    sleptReason,
  );
  const known = withMissed(slept, before.filter(isAhead), aheadReason);
  if (slot === undefined) return known;
  const set = scheduledSetName(instance, name, slot);
  return { ...known, due: { slot, set, since: now, tries: 0, nextTry: now } };
}

function judgeAhead({ ahead }: Ledger, now: number) {
  return {
    isAhead: (slot: number) => ahead.some(({ from, until }) => slot > from && slot <= until),
    ahead: ahead.filter(({ until }) => until > now),
  };
}
