import { Fault } from "@holdfast/domain";
import { giveLockBack } from "../locks/hold-lock.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { done } from "../steps/step.ts";
import type { Cancellation, Job, Step } from "../steps/step.ts";
import { startServerAgain } from "./console-server.ts";
import { endUndone } from "./end-undone.ts";
import { firstDeletingStep, groundStep } from "./restore-input.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import { endedParts } from "./restore-part.ts";
import type { EndedPart } from "./restore-part.ts";
import { cancelSafetySnapshot } from "./safety-snapshot.ts";

type RestoreJob = Job<RestoreOperationInput>;

/** The steps whose results say what there is to take back. */
interface CancelledSteps {
  readonly confirm: Step<RestoreOperationInput, { readonly serverReplicas: number }>;
  readonly parts: readonly Step<RestoreOperationInput, readonly EndedPart[]>[];
}

/** How a restore that was cancelled after some of its parts were done ends; what is done can still be undone. */
export const restoredInPart = "restored: ";

/** Before the first delete only a safety snapshot may have been begun. Past it, a cancel would leave half a part. */
export function restoreCancellation(steps: CancelledSteps): Cancellation<RestoreOperationInput> {
  return {
    refuse(record) {
      const began = record.journal.some(({ step }) => step === firstDeletingStep);
      return began && !leavesNothingHalf(record) ? tooLate(record) : undefined;
    },
    async takeBack(job, signal) {
      await cancelSafetySnapshot(job, signal);
      const restored = doneParts(job, steps);
      await endUndone(job, restored);
      const rest = (await startConsoleAgain(job, steps)) ? "; the console's server runs again" : "";
      const { undoes, inherits = [] } = job.input;
      if (undoes !== undefined)
        for (const slug of inherits)
          await giveLockBack(job.context, { kind: "application", slug }, { from: job.id, to: undoes });
      return done(
        restored.length > 0
          ? `${restoredInPart}${restored.join(", ")}; nothing else was changed${rest}`
          : `nothing of the applications was changed${rest}`,
      );
    },
  };
}

/** A failed restore each of whose parts is done or was never begun. */
function leavesNothingHalf(record: OperationRecord): boolean {
  if (record.state.stage !== "failed") return false;
  const { step } = record.state;
  if (step === firstDeletingStep || step === groundStep) return true;
  const { applications, console } = record.input as RestoreOperationInput;
  const parts = [...applications.map(({ slug }) => slug), ...(console === undefined ? [] : ["console"])];
  const ended = endedParts(record);
  return parts.every((part) => ended.some((one) => one.part === part && (one.outcome !== "failed" || !one.began)));
}

function doneParts(job: RestoreJob, { parts }: CancelledSteps): readonly string[] {
  const ended = parts.flatMap((step) => (job.hasResult(step) ? job.resultOf(step) : []));
  return ended.flatMap(({ part, outcome }) => (outcome === "done" ? [part] : []));
}

/** Whether it does: it was stopped before the first part, and the console's own restore has not begun. */
async function startConsoleAgain(job: RestoreJob, steps: CancelledSteps): Promise<boolean> {
  const { console } = job.input;
  if (console === undefined || !job.hasResult(steps.confirm) || doneParts(job, steps).includes("console")) return false;
  const { serverReplicas } = job.resultOf(steps.confirm);
  if (serverReplicas === 0) return false;
  await startServerAgain(job.context, console.namespace, serverReplicas);
  return true;
}

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
