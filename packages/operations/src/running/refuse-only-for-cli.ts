import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";
import { isOnlyForCli } from "./definitions.ts";
import { refuseChild } from "./refuse-child.ts";

/** What needs a driver afterwards. Giving up needs none. */
type Drives = "cancel" | "resume";

export function commandFor(verb: Drives, { id }: OperationRecord): string {
  return `holdfast operation ${verb} ${id}`;
}

/**
 * For who asks the server: no server would carry out what was asked for, and the operation would keep its locks.
 * Faults: operation-not-found, newer-schema, invalid-argument (a part of another operation), command-line-only.
 */
export async function refuseOnlyForCli(context: Context, id: string, verb: Drives): Promise<void> {
  const { record } = await readRecord(context.kubernetes, id).catch((error: unknown) => {
    throw fromApiError(error);
  });
  refuseChild(record);
  if (isFinished(record) || !isOnlyForCli(record)) return;
  throw new Fault("command-line-only", `Operation ${id} is driven at the command line; nothing was changed.`, {
    reason: "The console has not the rights for such work, or is replaced by it, so that it would never be taken up.",
    remedy: `Run \`${commandFor(verb, record)}\` with a kubeconfig of this cluster.`,
  });
}
