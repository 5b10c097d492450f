import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { awaitCarrier, ensureCarrier } from "./carrier-pod.ts";
import type { Filling } from "./filling.ts";
import { awaitTransfer, ensureTransfer, isOver } from "./transfer.ts";
import type { Filled } from "./transfer.ts";

/**
 * Makes the carrier pod and the transfer, or finds those of this try, and waits until the data is in the volume.
 * Faults: restore-failed, with what the node agent said or why the carrier does not run.
 */
export async function fillClaim(context: Context, filling: Filling, signal: AbortSignal): Promise<Filled> {
  const carrier = await ensureCarrier(context, filling);
  const transfer = await ensureTransfer(context, filling, carrier);
  if (transfer.spec.pod.uid !== carrier.metadata.uid) throw lostCarrier(filling);
  if (!isOver(transfer)) await awaitCarrier(context, filling, signal);
  return awaitTransfer(context, filling, signal);
}

function lostCarrier(filling: Filling): Fault {
  return new Fault("restore-failed", "The pod that was filling the claim is gone.", {
    reason: "Somebody deleted it, or its node went away; the data is perhaps not whole.",
    remedy: `Resume the operation: \`holdfast operation resume ${filling.operation}\`. It begins with an empty volume.`,
  });
}
