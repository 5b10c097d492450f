import { comingSlots } from "./coming-slots.ts";
import { newLedger, withoutDue } from "./ledger.ts";
import type { DueSlot, Ledger } from "./ledger.ts";
import type { ScheduleDecision, ScheduleFacts } from "./schedule-facts.ts";
import { ruleOf, settleLedger } from "./settle-ledger.ts";

/** A wait that began later than now was begun by a clock that was ahead. */
const clockToleranceMilliseconds = 60_000;

/**
 * What is to be done now for one schedule. Nothing is begun before it is written that its time is taken up, and what is
 * written is decided upon again: so whoever carries it out may die at any moment.
 */
export function decideSchedule(facts: ScheduleFacts, now: number): ScheduleDecision {
  const { ledger } = facts;
  if (ledger === undefined) {
    return { kind: "write", ledger: newLedger(facts.id, ruleOf(facts.timing), Math.min(facts.activeFrom, now)) };
  }
  const settled = settleLedger(facts, ledger, now);
  if (settled !== undefined) return { kind: "write", ledger: settled };
  const run = decideRun(facts, ledger, now);
  if (run !== undefined && run.kind !== "rest") return run;
  const due = decideDue(facts, ledger, now);
  if (due !== undefined && due.kind !== "rest") return due;
  // All that came up to now is settled; what was decided long ago must not be the next thing to wait for.
  const next = facts.paused ? undefined : comingSlots(facts, now, 1)[0];
  return { kind: "rest", until: Math.min(run?.until ?? Infinity, due?.until ?? Infinity, next ?? Infinity) };
}

function decideRun(facts: ScheduleFacts, ledger: Ledger, now: number): ScheduleDecision | undefined {
  const { lastRun } = ledger;
  if (lastRun === undefined || lastRun.outcome !== undefined || facts.run === undefined) return undefined;
  switch (facts.run.kind) {
    case "ended":
      return undefined;
    case "going": {
      const stuckAt = lastRun.begunAt + facts.runWithinMilliseconds;
      if (lastRun.stoppedAt !== undefined) return undefined;
      return now < stuckAt ? { kind: "rest", until: stuckAt } : { kind: "stop-transfers", ledger, run: lastRun };
    }
    case "not-begun": {
      const givenUpAt = lastRun.begunAt + facts.startWithinMilliseconds;
      if (facts.obstacle !== undefined) return { kind: "rest", until: givenUpAt };
      if (now < lastRun.nextTry) return { kind: "rest", until: Math.min(lastRun.nextTry, givenUpAt) };
      return { kind: "begin-again", ledger, run: lastRun };
    }
  }
}

function decideDue(facts: ScheduleFacts, ledger: Ledger, now: number): ScheduleDecision | undefined {
  const { due } = ledger;
  if (due === undefined) return undefined;
  if (due.since > now + clockToleranceMilliseconds) {
    return { kind: "write", ledger: { ...ledger, due: { ...due, since: now, nextTry: now } } };
  }
  const missedAt = due.since + facts.startWithinMilliseconds;
  if (now >= missedAt) return { kind: "write", ledger: missedDue(ledger, due, facts) };
  const waitsFor = obstacleOf(facts, ledger);
  if (waitsFor !== undefined) {
    if (due.waitsFor !== waitsFor)
      return { kind: "write", ledger: { ...ledger, due: { ...due, waitsFor, nextTry: now } } };
    return { kind: "rest", until: missedAt };
  }
  if (now < due.nextTry) return { kind: "rest", until: Math.min(due.nextTry, missedAt) };
  return { kind: "begin", ledger, due };
}

function missedDue(ledger: Ledger, due: DueSlot, { startWithinMilliseconds }: ScheduleFacts): Ledger {
  const hours = Math.round(startWithinMilliseconds / 360_000) / 10;
  const why = due.waitsFor ?? "It could not be begun.";
  return withoutDue(ledger, `It did not begin within ${hours} h: ${why}`);
}

/** In the words of who waits: "The backup of 2026-01-01T02:30:00Z still runs." */
function obstacleOf({ run, obstacle }: ScheduleFacts, { lastRun }: Ledger): string | undefined {
  if (lastRun === undefined || lastRun.outcome !== undefined || run === undefined) return obstacle;
  switch (run.kind) {
    case "ended":
      return obstacle;
    case "going":
      return `The backup ${lastRun.set} still runs.`;
    case "not-begun":
      return `The backup ${lastRun.set} has not begun: ${run.reason}`;
  }
}
