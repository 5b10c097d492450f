import { acquireLease } from "@holdfast/kubernetes";
import { controllerLease, driveOperations, ensureOperationsNamespace, fromApiError } from "@holdfast/operations";
import type { BackgroundEnd, Context } from "@holdfast/operations";
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
      await driveOperations({ ...context, signal: AbortSignal.any([signal, lease.lost]) }, (end) => logEnd(log, end));
    } finally {
      leader = false;
      await lease.release();
      log.info({ holder }, "not leading any more");
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
