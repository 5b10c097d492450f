import { Fault } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { isFinished } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { readRecord } from "../records/store-record.ts";
import { controllerRuns } from "./controller-runs.ts";
import { isOnlyForCli } from "./definitions.ts";
import { driveOperation } from "./drive-operation.ts";
import { followOperation } from "./follow-operation.ts";

export interface CarryOutOptions {
  /** "cli": this program drives even when a controller runs. Default: a controller, if one runs. */
  readonly driver?: "cli" | "controller";
  readonly takeOver?: boolean;
}

export type CarriedOut =
  /** The record as it is at rest: done, cancelled or failed. */
  | { readonly kind: "ended"; readonly record: OperationRecord }
  /** This program was stopped and has let go of the operation; nobody drives it now. */
  | { readonly kind: "let-go"; readonly id: string }
  /** This program was stopped; a controller goes on. */
  | { readonly kind: "goes-on"; readonly id: string };

/**
 * For the CLI: follows a controller when one runs, else drives the operation itself, to its end or until the signal.
 * When the one that is followed falls silent and no controller takes up its work, this program does.
 */
export async function carryOut(context: Context, id: string, options: CarryOutOptions = {}): Promise<CarriedOut> {
  const { record } = await readRecord(context.kubernetes, id);
  // A failed operation is at rest for who follows, but whoever carries it out wants it driven again.
  if (isFinished(record)) return { kind: "ended", record };
  const here = options.driver === "cli" || options.takeOver === true || isOnlyForCli(record);
  const controller = !here && (await controllerRuns(context));
  return controller ? follow(context, id) : drive(context, id, options);
}

/** It was faster (a controller takes what is new), or it took the operation over. */
function isDrivenByAnother(error: unknown): boolean {
  return error instanceof Fault && (error.code === "lost-record" || error.code === "locked");
}

async function follow(context: Context, id: string): Promise<CarriedOut> {
  try {
    const followed = await followOperation(context, id);
    if (followed.kind === "at-rest") return { kind: "ended", record: followed.record };
    context.report({ message: `${why(followed.controller, id)}: going on with it here` });
  } catch (error) {
    if (context.signal.aborted) return { kind: "goes-on", id };
    throw error;
  }
  return drive(context, id, {});
}

function why(controller: "absent" | "idle", id: string): string {
  return controller === "absent"
    ? `Nobody drives operation ${id} any more`
    : `The console says that it works and leaves operation ${id} alone`;
}

async function drive(context: Context, id: string, options: CarryOutOptions): Promise<CarriedOut> {
  try {
    const takeOver = options.takeOver === true ? { takeOver: true } : {};
    const outcome = await driveOperation(context, id, { role: "cli", ...takeOver });
    return outcome.kind === "stopped" ? { kind: "let-go", id } : { kind: "ended", record: outcome.record };
  } catch (error) {
    if (context.signal.aborted) return { kind: "let-go", id };
    if (options.takeOver === true || !isDrivenByAnother(error)) throw error;
    context.report({ message: `Another program drives operation ${id}: following it` });
    return follow(context, id);
  }
}
