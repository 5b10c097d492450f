import type { OperationRecord } from "../records/operation-record.ts";
import { leftHalfDone, whyNotCancelled } from "./cancel-operation.ts";
import { namesHeld } from "./confirm-giving-up.ts";
import { isOnlyForCli } from "./definitions.ts";
import { commandFor } from "./refuse-only-for-cli.ts";

/** How a person may end an operation in the console as it stands: what is offered is possible there. */
export interface WaysToEnd {
  readonly cancel:
    | { readonly kind: "possible" }
    /** It was asked for; what was done is being taken back. */
    | { readonly kind: "asked"; readonly by: string; readonly at: string }
    | { readonly kind: "impossible"; readonly reason: string };
  /** The names of what giving it up would leave half done; empty: there is nothing to give up. */
  readonly givesUp: readonly string[];
}

/** Judged by the record alone; the request itself judges again. */
export function waysToEnd(record: OperationRecord): WaysToEnd {
  return { cancel: cancelOf(record), givesUp: namesHeld(leftHalfDone(record)) };
}

function cancelOf(record: OperationRecord): WaysToEnd["cancel"] {
  const refused = whyNotCancelled(record);
  if (record.cancel !== undefined && record.state.stage !== "cancelled") {
    return { kind: "asked", by: record.cancel.by, at: record.cancel.at };
  }
  if (refused !== undefined) return { kind: "impossible", reason: refused.details.reason ?? refused.message };
  if (!isOnlyForCli(record)) return { kind: "possible" };
  const command = commandFor("cancel", record);
  return {
    kind: "impossible",
    reason: `The console cannot do it: run \`${command}\` at the command line, which drives it.`,
  };
}
