import { Fault } from "@holdfast/domain";
import type { OperationRecord } from "../records/operation-record.ts";
import { done } from "../steps/step.ts";
import type { Cancellation } from "../steps/step.ts";
import { halfDone } from "./half-done.ts";
import { firstDeletingStep } from "./restore-input.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import { cancelSafetySnapshot } from "./safety-snapshot.ts";

/** Before the first delete only a safety snapshot may have been begun. Past it, a cancel would leave half an application. */
export const restoreCancellation: Cancellation<RestoreOperationInput> = {
  refuse(record) {
    const began = record.journal.some(({ step }) => step === firstDeletingStep);
    const leavesNothing = record.state.stage === "failed" && halfDone(record).length === 0;
    return began && !leavesNothing ? tooLate(record) : undefined;
  },
  async takeBack(job, signal) {
    await cancelSafetySnapshot(job, signal);
    return done("nothing of the applications was changed");
  },
};

function tooLate({ id, state }: OperationRecord): Fault {
  const giveUp = `leave it as it is with \`holdfast operation cancel ${id} --give-up\``;
  const ways = [
    `Let it come to its end (\`holdfast operation resume ${id}\`), then go back with \`holdfast restore undo ${id}\``,
    ...(state.stage === "failed" ? [giveUp] : []),
  ];
  return new Fault("not-cancellable", `Restore ${id} is past the point of no return; it was not cancelled.`, {
    reason: "It has begun to delete what it replaces: half an application would be left.",
    remedy: `${ways.join(", or ")}.`,
    where: `operation ${id}`,
  });
}
