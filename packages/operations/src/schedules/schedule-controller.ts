import { startStore } from "@holdfast/kubernetes";
import type { StoreChange } from "@holdfast/kubernetes";
import type { Controller } from "../controllers/controller.ts";
import type { Context } from "../context.ts";
import { instanceId } from "../installation/instance.ts";
import { scheduleFrom, scheduleType } from "./backup-schedule.ts";
import type { BackupSchedule, BackupScheduleObject } from "./backup-schedule.ts";
import { carryOutSchedule, noteProblem } from "./carry-out-schedule.ts";
import type { ScheduleMemory } from "./carry-out-schedule.ts";
import { knowVelero } from "./known-velero.ts";
import type { KnownVelero } from "./known-velero.ts";
import { listLedgers, removeLedger } from "./ledger-record.ts";
import type { StoredLedger } from "./ledger-record.ts";
import { observeWork } from "./observed-work.ts";
import type { ObservedWork } from "./observed-work.ts";

/** Times are looked for at least this often, so that a clock that was set is noticed. */
const tickMilliseconds = 10_000;
/** A clock that moves by more than this between two looks was set, or the machine slept. */
const clockToleranceMilliseconds = 5_000;
/** Changes of other work within this time are one. */
const gatherMilliseconds = 250;
const firstErrorPauseMilliseconds = 2_000;
const longestErrorPauseMilliseconds = 60_000;
/** At most so many schedules are carried out beside each other. */
const beside = 16;

/** Makes a backup of each time of every schedule. */
export const scheduleController: Controller = {
  name: "schedules",
  async run(context) {
    const ending = new AbortController();
    const inner = { ...context, signal: AbortSignal.any([context.signal, ending.signal]) };
    try {
      await runSchedules(inner);
    } catch (error) {
      if (!context.signal.aborted) throw error;
    } finally {
      ending.abort();
    }
  },
};

async function runSchedules(context: Context): Promise<void> {
  const { kubernetes, clock, signal } = context;
  const work = observeWork(context);
  const store = startStore<BackupScheduleObject, BackupSchedule>({
    client: kubernetes,
    type: scheduleType,
    query: { namespace: context.consoleNamespace },
    project: scheduleFrom,
    clock,
    signal,
  });
  // From before the first look on, so that no change is missed.
  const changes = { schedules: store.changes(signal), work: work.store.changes(signal) };
  await Promise.all([store.ready, work.store.ready]);
  const instance = await instanceId(context);
  const loop = new ScheduleLoop(context, { instance, work, velero: knowVelero(context) });
  loop.know(store.current());
  await loop.takeLedgers(await listLedgers(kubernetes));
  await Promise.race([
    Promise.all([loop.run(), followSchedules(changes.schedules, loop), followWork(context, changes.work, loop)]),
    store.ended,
    work.store.ended,
  ]);
}

type Changes<View> = AsyncIterable<StoreChange<View>>;

async function followSchedules(changes: Changes<BackupSchedule>, loop: ScheduleLoop): Promise<void> {
  for await (const { kind, view } of changes) {
    if (kind === "deleted") await loop.forget(view);
    else loop.know([view]);
  }
}

async function followWork({ clock, signal }: Context, work: Changes<unknown>, loop: ScheduleLoop): Promise<void> {
  const changes = work[Symbol.asyncIterator]();
  while ((await changes.next()).done !== true) {
    loop.wakeWaiting();
    await clock.sleep(gatherMilliseconds, signal).catch(() => undefined);
  }
}

interface Task {
  schedule: BackupSchedule;
  readonly memory: ScheduleMemory;
  /** When it is looked at again without a change. */
  wakeAt: number;
  isRunning: boolean;
  /** It changed while it was carried out. */
  again: boolean;
  errors: number;
}

interface Surroundings {
  readonly instance: string;
  readonly work: ObservedWork;
  readonly velero: KnownVelero;
}

class ScheduleLoop {
  readonly #context: Context;
  readonly #surroundings: Surroundings;
  readonly #tasks = new Map<string, Task>();
  readonly #running = new Set<Promise<void>>();
  #wake = new AbortController();
  #lookedAt: number;
  /** A mistake that could not even be noted: the controller is begun again. */
  #mistake: { readonly error: unknown } | undefined;

  constructor(context: Context, surroundings: Surroundings) {
    this.#context = context;
    this.#surroundings = surroundings;
    this.#lookedAt = context.clock.now();
    surroundings.work.clockMoved();
  }

  know(schedules: readonly BackupSchedule[]): void {
    for (const schedule of schedules) {
      const known = this.#tasks.get(schedule.name);
      if (known !== undefined && known.schedule.spec.id === schedule.spec.id) {
        known.schedule = schedule;
        this.#awaken(known);
        continue;
      }
      const memory: ScheduleMemory = { overdueLooks: 0 };
      this.#tasks.set(schedule.name, { schedule, memory, wakeAt: 0, isRunning: false, again: false, errors: 0 });
    }
    this.#poke();
  }

  async forget({ name, spec }: BackupSchedule): Promise<void> {
    if (this.#tasks.get(name)?.schedule.spec.id === spec.id) this.#tasks.delete(name);
    await this.#removeLedger(spec.id);
  }

  /** Read in one list; those of schedules that are gone are removed. */
  async takeLedgers(ledgers: readonly StoredLedger[]): Promise<void> {
    const byId = new Map(ledgers.map((one) => [one.ledger.schedule, one]));
    for (const { schedule, memory } of this.#tasks.values()) {
      const { id } = schedule.spec;
      memory.stored = byId.get(id) ?? "absent";
      byId.delete(id);
    }
    for (const id of byId.keys()) await this.#removeLedger(id);
  }

  /** A restore deletes schedules and brings them back: what was decided of their times stays then. */
  async #removeLedger(scheduleId: string): Promise<void> {
    if (this.#surroundings.work.obstacle({ kind: "instance" }) !== undefined) return;
    await removeLedger(this.#context.kubernetes, scheduleId);
  }

  /** Those that wait for other work to end, or for their own. */
  wakeWaiting(): void {
    for (const task of this.#tasks.values()) {
      const { stored } = task.memory;
      if (stored === undefined || stored === "absent") continue;
      const { due, lastRun } = stored.ledger;
      if (due !== undefined || (lastRun !== undefined && lastRun.outcome === undefined)) this.#awaken(task);
    }
    this.#poke();
  }

  /** Until the signal; then those that are carried out have come to their next write. */
  async run(): Promise<void> {
    try {
      await this.#lookAgainAndAgain();
    } finally {
      await Promise.all(this.#running);
    }
  }

  async #lookAgainAndAgain(): Promise<void> {
    const { clock, signal } = this.#context;
    while (!signal.aborted) {
      if (this.#mistake !== undefined) throw this.#mistake.error;
      this.#wake = new AbortController();
      this.#look();
      const next = Math.min(
        ...[...this.#tasks.values()].filter(({ isRunning }) => !isRunning).map(({ wakeAt }) => wakeAt),
      );
      const left = next - clock.now();
      if (left > 0 && left <= tickMilliseconds + clockToleranceMilliseconds) this.#surroundings.velero.prepare();
      const pause = this.#running.size >= beside ? tickMilliseconds : Math.min(left, tickMilliseconds);
      if (pause > 0) await clock.sleep(pause, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined);
    }
  }

  #look(): void {
    const now = this.#context.clock.now();
    const moved = now < this.#lookedAt || now > this.#lookedAt + tickMilliseconds + clockToleranceMilliseconds;
    this.#lookedAt = now;
    if (moved) this.#surroundings.work.clockMoved();
    for (const task of this.#tasks.values()) {
      if (moved) task.wakeAt = 0;
      if (task.isRunning || task.wakeAt > now || this.#running.size >= beside) continue;
      const carried = this.#carryOut(task).finally(() => {
        this.#running.delete(carried);
        this.#poke();
      });
      this.#running.add(carried);
    }
  }

  async #carryOut(task: Task): Promise<void> {
    task.isRunning = true;
    task.again = false;
    try {
      const parts = { surroundings: this.#surroundings, memory: task.memory };
      task.wakeAt = await carryOutSchedule(this.#context, task.schedule, parts);
      task.errors = 0;
    } catch (error) {
      // It must not hold up the others; why it cannot go on is written where it is shown.
      await this.#note(task, error);
      task.errors += 1;
      const pause = Math.min(firstErrorPauseMilliseconds * 2 ** (task.errors - 1), longestErrorPauseMilliseconds);
      task.wakeAt = this.#context.clock.now() + pause;
    } finally {
      if (task.again) task.wakeAt = 0;
      task.isRunning = false;
    }
  }

  async #note(task: Task, error: unknown): Promise<void> {
    if (this.#context.signal.aborted) return;
    try {
      await noteProblem(this.#context, task, error);
    } catch (mistake) {
      this.#mistake = { error: mistake };
    }
  }

  #awaken(task: Task): void {
    task.wakeAt = 0;
    task.again = true;
  }

  #poke(): void {
    this.#wake.abort();
  }
}
