import { Fault, decideSchedule, pauseAfter, withoutDue } from "@holdfast/domain";
import type { DueSlot, Ledger, Run, RunFacts, ScheduleDecision, ScheduleFacts, Timing } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findRecord } from "../records/store-record.ts";
import { resumeOperation } from "../running/resume-operation.ts";
import type { BackupSchedule } from "./backup-schedule.ts";
import { beginRun, hasBegun } from "./begin-run.ts";
import type { KnownVelero } from "./known-velero.ts";
import { findLedger, writeLedger } from "./ledger-record.ts";
import type { StoredLedger } from "./ledger-record.ts";
import { runOf } from "./run-outcome.ts";
import type { ObservedWork } from "./observed-work.ts";
import { stopTransfers } from "./stop-transfers.ts";

/** What carrying out one schedule needs beside the cluster. */
export interface ScheduleSurroundings {
  readonly instance: string;
  readonly work: Pick<ObservedWork, "obstacle" | "record">;
  readonly velero: Pick<KnownVelero, "ask">;
}

/** What is remembered of a schedule between two looks; all of it can be read again. */
export interface ScheduleMemory {
  /** Undefined: not read yet, or somebody else wrote it. */
  stored?: StoredLedger | "absent";
  /** The set that was looked for, and was not there. */
  notBegun?: string;
  /** How often in a row the last backup was seen to have taken too long. */
  overdueLooks: number;
}

/** A decision follows from each write; a schedule that never comes to rest is a mistake. */
const mostRounds = 20;
/** A clock that jumps must not make a running backup look stuck: it is seen so for some minutes first. */
const overdueLooks = 30;
const overdueLookMilliseconds = 10_000;

/**
 * Does what is to be done for one schedule, and returns until when there is nothing more, unless something changes.
 * May be ended at any line and run again, here or elsewhere. Throws what keeps it from reading or writing.
 */
export async function carryOutSchedule(
  context: Context,
  schedule: BackupSchedule,
  { surroundings, memory }: { readonly surroundings: ScheduleSurroundings; readonly memory: ScheduleMemory },
): Promise<number> {
  if (schedule.timing.kind === "refused") return Infinity;
  const one = new OneSchedule(context, { schedule, timing: schedule.timing.timing, surroundings, memory });
  for (let round = 0; round < mostRounds; round += 1) {
    context.signal.throwIfAborted();
    const until = await one.step();
    if (until !== undefined) return until;
  }
  throw new Error(`Schedule ${schedule.name} does not come to rest`);
}

interface Parts {
  readonly schedule: BackupSchedule;
  readonly timing: Timing;
  readonly surroundings: ScheduleSurroundings;
  readonly memory: ScheduleMemory;
}

class OneSchedule {
  readonly #context: Context;
  readonly #parts: Parts;

  constructor(context: Context, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** One decision, carried out; the moment of the next when there is nothing more to do. */
  async step(): Promise<number | undefined> {
    const facts = await this.#observe();
    // Not before: another server may have written what it saw later.
    const decision = decideSchedule(facts, this.#context.clock.now());
    const { memory } = this.#parts;
    if (decision.kind !== "stop-transfers") memory.overdueLooks = 0;
    switch (decision.kind) {
      case "rest":
        return this.#rest(decision.until);
      case "write":
        await this.#write(decision.ledger);
        return undefined;
      case "begin":
        await this.#begin(decision);
        return undefined;
      case "begin-again":
        await this.#beginAgain(decision);
        return undefined;
      case "stop-transfers":
        return this.#stop(decision.ledger, decision.run);
    }
  }

  /** What kept it from going on is over. */
  async #rest(until: number): Promise<number> {
    const ledger = await this.#ledger();
    if (ledger?.problem === undefined) return until;
    const { problem: _, ...well } = ledger;
    await this.#write(well);
    return until;
  }

  async #observe(): Promise<ScheduleFacts> {
    const { schedule, timing, surroundings } = this.#parts;
    const ledger = await this.#ledger();
    return {
      id: schedule.spec.id,
      name: schedule.name,
      instance: surroundings.instance,
      timing,
      activeFrom: schedule.activeFrom,
      paused: schedule.spec.paused !== undefined,
      startWithinMilliseconds: schedule.startWithinSeconds * 1000,
      runWithinMilliseconds: schedule.runWithinSeconds * 1000,
      ledger,
      dueBegun: await this.#isDueBegun(ledger?.due),
      run: await this.#run(ledger?.lastRun),
      obstacle: surroundings.work.obstacle(schedule.scope),
    };
  }

  async #ledger(): Promise<Ledger | undefined> {
    const { memory, schedule } = this.#parts;
    memory.stored ??= (await findLedger(this.#context.kubernetes, schedule.spec.id)) ?? "absent";
    return memory.stored === "absent" ? undefined : memory.stored.ledger;
  }

  async #isDueBegun(due: DueSlot | undefined): Promise<boolean> {
    if (due === undefined) return false;
    const { memory } = this.#parts;
    if (memory.notBegun === due.set) return false;
    if (await hasBegun(this.#context, due.set)) return true;
    memory.notBegun = due.set;
    return false;
  }

  async #run(run: Run | undefined): Promise<RunFacts | undefined> {
    if (run === undefined || run.outcome !== undefined) return undefined;
    const { work } = this.#parts.surroundings;
    const record = work.record(run.set) ?? (await findRecord(this.#context.kubernetes, run.set))?.record;
    return runOf(this.#context, record);
  }

  async #write(ledger: Ledger): Promise<void> {
    await writeRemembered(this.#context, this.#parts.memory, ledger);
  }

  async #begin({ ledger, due }: Extract<ScheduleDecision, { kind: "begin" }>): Promise<void> {
    const { memory, schedule, surroundings } = this.#parts;
    // Its answer may be lost: from here on it has to be looked for.
    delete memory.notBegun;
    try {
      await beginRun(this.#context, schedule, { set: due.set, velero: surroundings.velero });
    } catch (error) {
      this.#context.signal.throwIfAborted();
      if (await hasBegun(this.#context, due.set)) return;
      memory.notBegun = due.set;
      await this.#write(failedDue(ledger, due, { error, now: this.#context.clock.now() }));
    }
  }

  async #beginAgain({ ledger, run }: Extract<ScheduleDecision, { kind: "begin-again" }>): Promise<void> {
    const tries = run.tries + 1;
    const nextTry = this.#context.clock.now() + pauseAfter(tries);
    await this.#write({ ...ledger, lastRun: { ...run, tries, nextTry } });
    await resumeOperation(this.#context, run.set);
  }

  async #stop(ledger: Ledger, run: Run): Promise<number | undefined> {
    const { memory } = this.#parts;
    const now = this.#context.clock.now();
    memory.overdueLooks += 1;
    if (memory.overdueLooks < overdueLooks) return now + overdueLookMilliseconds;
    await stopTransfers(this.#context, run.set);
    await this.#write({ ...ledger, lastRun: { ...run, stoppedAt: now } });
    return undefined;
  }
}

/** A write that somebody else forestalled only makes the ledger be read again. */
async function writeRemembered({ kubernetes }: Context, memory: ScheduleMemory, ledger: Ledger): Promise<void> {
  const before = memory.stored;
  // Whatever becomes of the write, what was read before is old.
  delete memory.stored;
  const version = before === undefined || before === "absent" ? undefined : before.resourceVersion;
  try {
    memory.stored = await writeLedger(kubernetes, ledger, version);
  } catch (error) {
    if (!isApiError(error, "Conflict", "AlreadyExists", "NotFound")) throw error;
  }
}

/** Shows why a schedule cannot be carried out, if that can be written at all. */
export async function noteProblem(
  context: Context,
  { schedule, memory }: { readonly schedule: BackupSchedule; readonly memory: ScheduleMemory },
  error: unknown,
): Promise<void> {
  try {
    const stored = await findLedger(context.kubernetes, schedule.spec.id);
    const problem = reasonOf(error);
    if (stored === undefined || stored.ledger.problem === problem) return;
    memory.stored = stored;
    await writeRemembered(context, memory, { ...stored.ledger, problem });
  } catch (failure) {
    delete memory.stored;
    if (!isApiError(failure)) throw failure;
  }
}

interface Failure {
  readonly error: unknown;
  readonly now: number;
}

/** Tried again later, later each time; without an entitlement only the next time is tried. */
function failedDue(ledger: Ledger, due: DueSlot, { error, now }: Failure): Ledger {
  const reason = reasonOf(error);
  if (error instanceof Fault && error.code === "not-entitled") return withoutDue(ledger, reason);
  const tries = due.tries + 1;
  return { ...ledger, due: { ...due, tries, nextTry: now + pauseAfter(tries), waitsFor: reason } };
}

function reasonOf(error: unknown): string {
  const fault = fromApiError(error);
  if (!(fault instanceof Fault)) return `A mistake of Holdfast's: ${String(fault)}`;
  const { reason, remedy } = fault.details;
  return [fault.message, reason, remedy]
    .filter((part) => part !== undefined)
    .join(" ")
    .slice(0, 1000);
}
