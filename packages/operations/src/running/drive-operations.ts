import { operationsNamespace } from "@holdfast/domain";
import { startStore } from "@holdfast/kubernetes";
import type { Store } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { configMapType, operationRecordSelector } from "../records/encode-record.ts";
import type { ConfigMap, StoredRecord } from "../records/encode-record.ts";
import { isAtRest, isChild } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { understood } from "../records/store-record.ts";
import type { DriveOutcome } from "../steps/run-operation.ts";
import { definitionOf, isOnlyForCli } from "./definitions.ts";
import { driveRecord, newDriver } from "./drive-operation.ts";
import { isFree, observeDrivers } from "./observe-driver.ts";
import type { DriverObserver } from "./observe-driver.ts";

/** How a drive in the background ended, for the log. */
export type BackgroundEnd =
  | { readonly id: string; readonly outcome: DriveOutcome }
  | { readonly id: string; readonly error: unknown };

/** A drive that crashed is not tried again at once. */
const crashPauseSeconds = 30;
const lookSeconds = 5;

/**
 * The controllers' loop: drives every operation that is written and not driven, and those whose driver fell silent,
 * each beside the others, until the signal. A failed operation waits for a person. Run it only while leading.
 */
export async function driveOperations(context: Context, onEnd: (end: BackgroundEnd) => void): Promise<void> {
  const store = startStore<ConfigMap, StoredRecord>({
    client: context.kubernetes,
    type: configMapType,
    query: { namespace: operationsNamespace, labelSelector: operationRecordSelector },
    project: (object) => understood(object)[0],
    clock: context.clock,
    signal: context.signal,
  });
  const loop = new Loop(context, onEnd);
  try {
    await store.ready;
    const looking = lookRegularly(context, () => loop.look(store.current()));
    await Promise.all([looking, lookOnChange(store, loop, context.signal)]);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
  await loop.settled();
}

async function lookOnChange(store: Store<StoredRecord>, loop: Loop, signal: AbortSignal): Promise<void> {
  const changes = store.changes(signal)[Symbol.asyncIterator]();
  while ((await changes.next()).done !== true) loop.look(store.current());
}

class Loop {
  readonly #context: Context;
  readonly #onEnd: (end: BackgroundEnd) => void;
  readonly #observer: DriverObserver;
  readonly #running = new Map<string, Promise<void>>();
  readonly #pausedUntil = new Map<string, number>();

  constructor(context: Context, onEnd: (end: BackgroundEnd) => void) {
    this.#context = context;
    this.#onEnd = onEnd;
    this.#observer = observeDrivers(() => context.clock.now());
  }

  look(records: readonly StoredRecord[]): void {
    for (const stored of records) {
      const { id } = stored.record;
      const untilSilent = this.#observer.untilSilent(stored);
      if (this.#running.has(id) || !isForDrivers(stored.record)) continue;
      if ((this.#pausedUntil.get(id) ?? 0) > this.#context.clock.now()) continue;
      if (isFree(stored) || untilSilent <= 0) this.#running.set(id, this.#drive(stored));
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #drive(stored: StoredRecord): Promise<void> {
    const { id } = stored.record;
    try {
      const outcome = await driveRecord(this.#context, stored, newDriver(this.#context, "controller"));
      this.#onEnd({ id, outcome });
    } catch (error) {
      this.#pausedUntil.set(id, this.#context.clock.now() + crashPauseSeconds * 1000);
      this.#onEnd({ id, error });
    } finally {
      this.#running.delete(id);
    }
  }
}

/** Children are driven inside their parents. */
function isForDrivers(record: OperationRecord): boolean {
  if (isChild(record) || isAtRest(record) || isOnlyForCli(record)) return false;
  return definitionOf(record.kind) !== undefined;
}

/** Silence makes no event: it has to be looked for. */
async function lookRegularly(context: Context, look: () => void): Promise<void> {
  while (!context.signal.aborted) {
    look();
    await context.clock.sleep(lookSeconds * 1000, context.signal).catch(() => undefined);
  }
}
