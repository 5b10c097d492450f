import { decideSchedule } from "../src/schedule/decide-schedule.ts";
import { pauseAfter } from "../src/schedule/ledger.ts";
import type { Ledger } from "../src/schedule/ledger.ts";
import type { RunFacts, ScheduleFacts } from "../src/schedule/schedule-facts.ts";
import type { Timing } from "../src/schedule/timing.ts";

class Died extends Error {}

interface MadeSet {
  /** By the world's own time, which no clock shows. */
  readonly endsAt: number;
}

export interface SimulationOptions {
  readonly timing: Timing;
  readonly startWithinMilliseconds?: number;
  readonly runMilliseconds?: number;
  /** Called before and after every write; true kills the controller there. */
  readonly kills?: () => boolean;
}

const tickMilliseconds = 10_000;
const farAway = 1_000 * 24 * 3600 * 1000;

/**
 * One schedule, the cluster that holds its ledger and its backups, and a controller that carries its decisions out and
 * may die at every write. Its time is not the clock's: a clock can be set.
 */
export class SimulatedSchedule {
  timing: Timing;
  time: number;
  /** What the clock shows beyond the time. */
  clockError = 0;
  paused = false;
  activeFrom: number;
  obstacle: string | undefined;
  /** Every attempt to begin a backup fails. */
  failing = false;
  ledger: Ledger | undefined;
  /** How often a backup was really begun, by the name of its set. */
  readonly begun = new Map<string, number>();
  /** When, by the clock of then. */
  readonly begunAt = new Map<string, number>();
  writes = 0;
  /** How often somebody looked whether there is something to do. */
  looks = 0;
  readonly #sets = new Map<string, MadeSet>();
  readonly #options: SimulationOptions;

  constructor(start: number, options: SimulationOptions) {
    this.#options = options;
    this.timing = options.timing;
    this.time = start;
    this.activeFrom = start;
  }

  get now(): number {
    return this.time + this.clockError;
  }

  /** The controller is awake for this long. */
  awake(milliseconds: number): void {
    const end = this.time + milliseconds;
    while (this.time < end) {
      const until = this.#carryOut();
      const next =
        until === undefined ? this.time + 1_000 : Math.max(until - this.clockError, this.time + tickMilliseconds);
      this.time = Math.min(next, this.#nextEnd(), end);
    }
    this.#carryOut();
  }

  /** Nobody acts for this long. */
  asleep(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Backups that are over, and their records, go; but not the record that a ledger waits for. */
  prune(): void {
    for (const [set, { endsAt }] of this.#sets) {
      if (endsAt <= this.time && this.ledger?.due?.set !== set) this.#sets.delete(set);
    }
  }

  /** Until when there is nothing to do; undefined when it died. */
  #carryOut(): number | undefined {
    this.looks += 1;
    try {
      for (let round = 0; round < 50; round += 1) {
        const until = this.#step();
        if (until !== undefined) return until;
      }
      throw new Error("it does not come to rest");
    } catch (error) {
      if (error instanceof Died) return undefined;
      throw error;
    }
  }

  #step(): number | undefined {
    const decision = decideSchedule(this.#facts(), this.now);
    switch (decision.kind) {
      case "rest":
        return Math.min(decision.until, this.now + farAway);
      case "write":
        this.#write(() => (this.ledger = decision.ledger));
        return undefined;
      case "begin": {
        const { ledger, due } = decision;
        if (!this.failing) {
          this.#write(() => this.#create(due.set));
          return undefined;
        }
        const tries = due.tries + 1;
        const failed = { ...due, tries, nextTry: this.now + pauseAfter(tries), waitsFor: "It failed." };
        this.#write(() => (this.ledger = { ...ledger, due: failed }));
        return undefined;
      }
      case "begin-again":
        throw new Error("no simulated backup fails before it begins");
      case "stop-transfers":
        this.#write(() => (this.ledger = { ...decision.ledger, lastRun: { ...decision.run, stoppedAt: this.now } }));
        return undefined;
    }
  }

  #facts(): ScheduleFacts {
    const { startWithinMilliseconds = 6 * 3600_000 } = this.#options;
    const due = this.ledger?.due;
    return {
      id: "one",
      name: "nightly",
      instance: "abcde",
      timing: this.timing,
      activeFrom: this.activeFrom,
      paused: this.paused,
      startWithinMilliseconds,
      runWithinMilliseconds: 24 * 3600_000,
      ledger: this.ledger,
      dueBegun: due !== undefined && this.#sets.has(due.set),
      run: this.#run(),
      obstacle: this.obstacle,
    };
  }

  #run(): RunFacts | undefined {
    const run = this.ledger?.lastRun;
    if (run === undefined || run.outcome !== undefined) return undefined;
    const set = this.#sets.get(run.set);
    if (set === undefined) return { kind: "ended", outcome: { kind: "unknown", reason: "gone" } };
    if (set.endsAt > this.time) return { kind: "going" };
    return { kind: "ended", outcome: { kind: "complete", at: new Date(this.now).toISOString() } };
  }

  /** The create is the check: a second one of the same name finds the first. */
  #create(set: string): void {
    if (this.#sets.has(set)) return;
    this.#sets.set(set, { endsAt: this.time + (this.#options.runMilliseconds ?? 60_000) });
    this.begun.set(set, (this.begun.get(set) ?? 0) + 1);
    this.begunAt.set(set, this.now);
  }

  #write(write: () => void): void {
    if (this.#options.kills?.() === true) throw new Died();
    write();
    this.writes += 1;
    if (this.#options.kills?.() === true) throw new Died();
  }

  #nextEnd(): number {
    const ends = [...this.#sets.values()].map(({ endsAt }) => endsAt).filter((end) => end > this.time);
    return Math.min(...ends);
  }

  /** What a person does: pause, and go on from now. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.activeFrom = Math.max(this.activeFrom, this.now);
  }
}
