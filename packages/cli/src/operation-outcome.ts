import { Fault } from "@holdfast/domain";
import { carryOut } from "@holdfast/operations";
import type { CarryOutOptions, Context, OperationRecord } from "@holdfast/operations";
import type { Cli } from "./command.ts";

/**
 * Follows or drives an operation to its end and returns its record. On Ctrl-C it says who goes on and which command
 * continues. Faults: the operation's own, when it ended as failed.
 */
export async function awaitOutcome(
  cli: Cli,
  context: Context,
  id: string,
  options: CarryOutOptions = {},
): Promise<OperationRecord> {
  const carried = await carryOut(context, id, options);
  switch (carried.kind) {
    case "ended":
      refuseFailed(carried.record);
      return carried.record;
    case "goes-on":
      cli.output.note(`The work goes on in the cluster. Follow it with: holdfast operation resume ${id}`);
      throw stopped(context);
    case "let-go":
      cli.output.note(`Stopped; what was done is recorded. Go on with: holdfast operation resume ${id}`);
      throw stopped(context);
  }
}

function refuseFailed({ state }: OperationRecord): void {
  if (state.stage !== "failed") return;
  const { code, message, reason, remedy, where } = state.fault;
  throw new Fault(code, message, {
    ...(reason === undefined ? {} : { reason }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(where === undefined ? {} : { where }),
  });
}

function stopped(context: Context): Error {
  const reason: unknown = context.signal.reason;
  return reason instanceof Error ? reason : new Error("stopped");
}
