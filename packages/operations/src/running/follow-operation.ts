import { Fault, operationsNamespace } from "@holdfast/domain";
import { waitFor } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retryTransient } from "../faults/retry-transient.ts";
import { configMapType, decodeRecord, recordObjectName } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import { isAtRest } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";
import { controllerRuns } from "./controller-runs.ts";
import { isOnlyForCli } from "./definitions.ts";
import { silenceSeconds } from "../steps/run-step.ts";
import { observeDrivers } from "./observe-driver.ts";

const longestSeconds = 14 * 24 * 3600;
const lookSeconds = 5;

export type Followed =
  /** Done or failed. */
  | { readonly kind: "at-rest"; readonly record: OperationRecord }
  /**
   * Its driver fell silent, or none took it up, and no controller runs that would; or one keeps its lease and has let
   * the operation lie for twice as long as it needs to take it up.
   */
  | { readonly kind: "left-alone"; readonly controller: "absent" | "idle" };

/**
 * Watches an operation that somebody else drives until it is done or failed, or nobody is left to drive it, and reports
 * its progress. Ends with the signal's reason when this program is stopped; the work itself goes on.
 * Faults: operation-not-found, newer-schema.
 */
export async function followOperation(context: Context, id: string): Promise<Followed> {
  await readRecord(context.kubernetes, id);
  const stop = new AbortController();
  const inside = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  try {
    return await Promise.race([
      watchToRest(inside, id).then((record) => ({ kind: "at-rest", record }) as const),
      untilLeftAlone(inside, id),
    ]);
  } finally {
    stop.abort();
  }
}

async function watchToRest(context: Context, id: string): Promise<OperationRecord> {
  const name = { name: recordObjectName(id), namespace: operationsNamespace };
  const rest = (object: ConfigMap | undefined): boolean => {
    if (object === undefined) return true;
    const { record } = decodeRecord(object);
    report(context, record);
    return isAtRest(record);
  };
  const options = { deadlineSeconds: longestSeconds, clock: context.clock, signal: context.signal };
  const object = await waitFor<ConfigMap>(context.kubernetes, { type: configMapType, name }, rest, options);
  if (object !== undefined) return decodeRecord(object).record;
  throw recordRemoved(id);
}

/** Silence makes no event: it has to be looked for. */
async function untilLeftAlone(context: Context, id: string): Promise<Followed> {
  const observer = observeDrivers(() => context.clock.now());
  for (;;) {
    await context.clock.sleep(lookSeconds * 1000, context.signal);
    const stored = await retryTransient(context, () => readRecord(context.kubernetes, id));
    if (isAtRest(stored.record)) return { kind: "at-rest", record: stored.record };
    const untilSilent = observer.untilSilent(stored);
    if (untilSilent > 0) continue;
    if (isOnlyForCli(stored.record) || !(await controllerRuns(context)))
      return { kind: "left-alone", controller: "absent" };
    if (untilSilent <= -silenceSeconds * 1000) return { kind: "left-alone", controller: "idle" };
  }
}

function recordRemoved(id: string): Fault {
  return new Fault("operation-not-found", `The record of operation ${id} was removed while it was followed.`, {
    remedy: "Look at what it worked on: `holdfast backup list`, `holdfast restore list`.",
    where: `ConfigMap ${operationsNamespace}/${recordObjectName(id)}`,
  });
}

function report(context: Context, record: OperationRecord): void {
  const { state } = record;
  switch (state.stage) {
    case "running":
      context.report(state.progress);
      return;
    case "pending":
      context.report({ message: `Waiting for a controller to take up operation ${record.id}` });
      return;
    case "stopped":
      context.report({
        message: `Nobody drives operation ${record.id}; it goes on with \`holdfast operation resume ${record.id}\``,
      });
      return;
    case "done":
    case "cancelled":
    case "failed":
  }
}
