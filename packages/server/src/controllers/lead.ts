import { acquireLease } from "@holdfast/kubernetes";
import {
  controllerLease,
  controllers,
  driveOperations,
  ensureOperationsNamespace,
  fromApiError,
  runControllers,
} from "@holdfast/operations";
import type { BackgroundEnd, Context, ControllerEnd } from "@holdfast/operations";
import type { Logger } from "../log.ts";

export interface Leading {
  /** This replica drives operations now. */
  readonly isLeader: () => boolean;
  /** After the signal: when every drive has recorded its step and the lease is given up. */
  readonly ended: Promise<void>;
}

const tryAgainMilliseconds = 5_000;

/** Leads whenever no other replica does, and drives operations while it leads, until the context's signal. */
export function lead(context: Context, identity: string, log: Logger): Leading {
  const { kubernetes, clock, signal } = context;
  // A process that starts again under the pod's name must not take itself for the earlier one.
  const holder = `${identity}-${context.randomId(6)}`;
  let leader = false;

  async function leadOnce(): Promise<void> {
    await ensureOperationsNamespace(kubernetes);
    const waiting = new AbortController();
    const stopWaiting = () => waiting.abort(signal.reason);
    signal.addEventListener("abort", stopWaiting, { once: true });
    const lease = await acquireLease(kubernetes, { lease: controllerLease, holder, clock, signal: waiting.signal });
    // From here on the lease is held until the last drive has recorded its step, also when the server stops.
    signal.removeEventListener("abort", stopWaiting);
    leader = true;
    log.info({ holder }, "leading");
    try {
      await workWhileLeading(AbortSignal.any([signal, lease.lost]));
    } finally {
      leader = false;
      await lease.release();
      log.info({ holder }, "not leading any more");
    }
  }

  /** When one half ends by an error, the other is ended before the lease is given up. */
  async function workWhileLeading(until: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const leading = { ...context, signal: AbortSignal.any([until, ending.signal]) };
    const standing = runControllers(leading, controllers, (end) => logController(log, end));
    try {
      await driveOperations(leading, (end) => logEnd(log, end));
    } finally {
      ending.abort();
      await standing;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await leadOnce();
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: fromApiError(error) }, "leading ended; trying again");
        await clock.sleep(tryAgainMilliseconds, signal).catch(() => undefined);
      }
    }
  }

  return { isLeader: () => leader, ended: run() };
}

function logController(log: Logger, { name, error }: ControllerEnd): void {
  log.warn({ controller: name, err: error }, "a controller ended; it is begun again");
}

function logEnd(log: Logger, end: BackgroundEnd): void {
  const { id: operation } = end;
  if ("error" in end) {
    log.error({ operation, err: end.error }, "an operation was let go by a mistake of Holdfast's; it is tried again");
    return;
  }
  const { outcome } = end;
  switch (outcome.kind) {
    case "done":
      log.info({ operation }, "operation done");
      return;
    case "stopped":
      log.info({ operation }, "operation let go between two steps");
      return;
    case "failed":
      log.warn({ operation, code: outcome.fault.code, reason: outcome.fault.message }, "operation failed");
      return;
  }
}
