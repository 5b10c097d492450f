import type { CarryOutOptions, Context, OperationRecord } from "@holdfast/operations";
import type { Cli } from "./command.ts";
import { awaitOutcome } from "./operation-outcome.ts";
import { stateText, viewOperation } from "./operation-text.ts";

interface StartedRestore {
  readonly operation: OperationRecord;
  readonly driver: CarryOutOptions;
}

/** Follows or drives a restore to its end and says how it ended. Faults: the operation's own. */
export async function awaitRestore(cli: Cli, context: Context, { operation, driver }: StartedRestore): Promise<void> {
  cli.output.note(`Operation ${operation.id}`);
  const record = await awaitOutcome(cli, context, operation.id, driver);
  cli.output.result({ ...viewOperation(record), operation: record.id }, (view) =>
    view.state.stage === "done" ? `${view.state.summary}.` : stateText(view),
  );
}
