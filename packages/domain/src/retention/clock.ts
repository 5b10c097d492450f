/** The last sign of the time that was written down, by whoever applied the rules last. */
export interface ClockWitness {
  /** Milliseconds; when a rule was last applied. */
  readonly lastSeen: number;
  /** Since when the clock has run on without a jump. */
  readonly steadySince: number;
}

/** Whether the time may decide what is deleted. */
export type ClockJudgement =
  | { readonly kind: "believed" }
  /** A backup is newer than now: the clock is wrong, or was when the backup was made. */
  | { readonly kind: "behind"; readonly set: string; readonly createdAt: string }
  /** It has not run steadily for long enough: it was set, or nobody looked for a long time. */
  | { readonly kind: "settling"; readonly steadySince: number; readonly believedFrom: number };

const hour = 3600 * 1000;
/** Clocks of machines differ a little. */
const toleranceMilliseconds = 10 * 60 * 1000;
/** Nobody having looked for longer is taken for a jump: it cannot be told from one. */
const longestGapMilliseconds = 24 * hour;
/** So long a person has to see that the clock is wrong. */
const settlingMilliseconds = 24 * hour;

/**
 * What to write down now. After a jump, or a long silence, the steady time begins anew. The first sight is believed
 * when a backup was made shortly before it; as long as there is no backup, there is nothing to believe it by.
 */
export function nextWitness(
  before: ClockWitness | undefined,
  now: number,
  newestSet: number | undefined,
): ClockWitness | undefined {
  const evidence = before?.lastSeen ?? newestSet;
  if (evidence === undefined) return undefined;
  const jumped = Math.abs(now - evidence) > longestGapMilliseconds;
  if (jumped) return { lastSeen: now, steadySince: now };
  return { lastSeen: now, steadySince: before?.steadySince ?? 0 };
}

/** Asked with the witness as `nextWitness` gives it now; without one there is no backup that could be deleted. */
export function judgeClock(
  witness: ClockWitness | undefined,
  now: number,
  newestSet: { readonly name: string; readonly createdAt: string } | undefined,
): ClockJudgement {
  if (newestSet !== undefined && Date.parse(newestSet.createdAt) > now + toleranceMilliseconds) {
    return { kind: "behind", set: newestSet.name, createdAt: newestSet.createdAt };
  }
  if (witness === undefined) return { kind: "believed" };
  const believedFrom = witness.steadySince + settlingMilliseconds;
  if (now < believedFrom) return { kind: "settling", steadySince: witness.steadySince, believedFrom };
  return { kind: "believed" };
}

/** One sentence; undefined when there is nothing to say. */
export function describeClock(clock: ClockJudgement): string | undefined {
  switch (clock.kind) {
    case "believed":
      return undefined;
    case "behind":
      return `Backup ${clock.set} was made at ${clock.createdAt}, which is later than now: a clock is or was wrong. Until that time has passed, or the backup is deleted, no rule deletes anything.`;
    case "settling":
      return `The clock jumped, or nobody applied the rules for more than a day, until ${new Date(clock.steadySince).toISOString()}. Until ${new Date(clock.believedFrom).toISOString()} no rule deletes anything, so that a wrong clock can be corrected.`;
  }
}
