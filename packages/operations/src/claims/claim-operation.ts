import { Fault, refuseStopping } from "@holdfast/domain";
import type { StoppedWorkload } from "@holdfast/domain";
import { isTransient, isWriteConflict } from "../faults/from-api-error.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { awaitReadyAgain } from "../restores/await-ready-again.ts";
import { requireInSnapshot, safetyIncomplete } from "../restores/in-snapshot.ts";
import { cancelSafetySnapshot, takeSafetySnapshot } from "../restores/safety-snapshot.ts";
import { requireSnapshotInTime } from "../restores/snapshot-in-time.ts";
import type { SafetyResult } from "../restores/snapshot-in-time.ts";
import { removeCarriers } from "./carrier-pod.ts";
import { checkFillable } from "./check-fillable.ts";
import type { ClaimRestoreInput, MadeClaimPlan } from "./claim-input.ts";
import { awaitUnused, clearClaim, makeClaim } from "./clear-claim.ts";
import { fillClaim } from "./fill-claim.ts";
import type { ClaimBasis } from "./find-claim-basis.ts";
import { findClaimBasis } from "./find-claim-basis.ts";
import { makeClaimPlan } from "./make-claim-plan.ts";
import { startAgain, stopAll, stoppableTypes } from "./scale-workloads.ts";
import { lastTransfer, removeTransfers } from "./transfer.ts";
import type { Filled } from "./transfer.ts";

const minute = 60;
const stopSeconds = 5 * minute;
const readySeconds = 15 * minute;

export const claimRestoreKind = "restore-claim";

/** The backup is read again by whoever drives, and the plan must still be the one that was confirmed. */
const plan: Step<ClaimRestoreInput, MadeClaimPlan> = {
  name: "plan",
  deadlineSeconds: 10 * minute,
  async run(job) {
    const basis = await proveBasis(job);
    const made = await makeConfirmedPlan(job, basis);
    refuseStopping(await checkFillable(reporting(job), basis, made), job.input.accepted);
    return done(made);
  },
};

/** What is there now, while the application still runs. */
const safety: Step<ClaimRestoreInput, SafetyResult> = {
  name: "safety",
  deadlineSeconds: 3 * 24 * 3600,
  async run(job, signal) {
    const { safety: wanted, accepted, slug, claim, veleroNamespace } = job.input;
    if (!wanted) return done({ set: null });
    const taken = await takeSafetySnapshot(job, [slug], signal);
    const { set } = taken;
    const isNeeded = job.resultOf(plan).plan.present !== undefined && !accepted.includes(safetyIncomplete);
    if (isNeeded)
      await requireInSnapshot(job.context, { operation: job.id, set, slug, claims: [claim], veleroNamespace });
    return done(taken);
  },
};

interface Observed {
  readonly stops: readonly StoppedWorkload[];
  /** Of the drive that proved backup and plan. */
  readonly epoch: number;
}

/**
 * The snapshot may have taken days: backup and plan are proven again, and the replicas are those of now. They are recorded
 * before the first is changed, so that whoever goes on can start again what is stopped.
 */
const observe: Step<ClaimRestoreInput, Observed> = {
  name: "observe",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const { stops } = (await makeConfirmedPlan(job, await proveBasis(job))).plan;
    return done({ stops, epoch: job.epoch });
  },
};

/** Whether the workloads are stopped, or about to be, by this operation. */
interface Stopping {
  readonly stopped: boolean;
  readonly epoch: number;
}

const stop: Step<ClaimRestoreInput, Stopping> = {
  name: "stop",
  deadlineSeconds: stopSeconds + 5 * minute,
  async run(job, signal) {
    const { claim } = job.input;
    const { stops, epoch: provenIn } = job.resultOf(observe);
    const context = reporting(job);
    const state = { stopped: true, epoch: job.epoch };
    if (job.soFar(stop)?.stopped !== true) {
      if (provenIn !== job.epoch) await proveBasis(job);
      await requireSnapshotInTime(job, job.resultOf(safety));
      await job.saveSoFar(stop, state);
    }
    try {
      await stopAll(context, claim.namespace, stops);
      await awaitUnused(context, claim, { deadlineSeconds: stopSeconds, signal });
    } catch (error) {
      // Nothing is deleted yet: the application goes on as it was. What is only tried again stays stopped.
      if (!signal.aborted && !isTransient(error) && !isWriteConflict(error)) {
        await startAgain(context, claim.namespace, stops);
        await job.saveSoFar(stop, { ...state, stopped: false });
      }
      throw error;
    }
    return done(state);
  },
};

/**
 * From here on the claim's data is gone. Whoever comes to it in another drive than the one that proved the backup and
 * stopped the workloads proves the backup again before anything is deleted.
 */
const clear: Step<ClaimRestoreInput> = {
  name: "clear",
  deadlineSeconds: 25 * minute,
  async run(job, signal) {
    const made = job.resultOf(plan);
    const { claim, present } = made.plan;
    if (job.epoch !== job.resultOf(stop).epoch) await proveBasis(job);
    const context = reporting(job);
    await removeCarriers(context, { operation: job.id, made }, { deadlineSeconds: 5 * minute, signal });
    await awaitUnused(context, claim, { deadlineSeconds: stopSeconds, signal });
    const planned = present === undefined ? {} : { plannedUid: present.uid };
    await clearClaim(context, { claim, ...planned, operation: job.id }, { deadlineSeconds: 10 * minute, signal });
    return done();
  },
};

const make: Step<ClaimRestoreInput, { readonly attempt: number }> = {
  name: "make-claim",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const earlier = await lastTransfer(job.context, job.input.veleroNamespace, job.id);
    await makeClaim(job.context, job.resultOf(plan).manifest, job.id);
    return done({ attempt: earlier + 1 });
  },
};

const fill: Step<ClaimRestoreInput, Filled> = {
  name: "fill",
  deadlineSeconds: 4 * 24 * 3600,
  retryFrom: clear.name,
  async run(job, signal) {
    const { attempt } = job.resultOf(make);
    const { veleroNamespace } = job.input;
    const filling = { operation: job.id, attempt, veleroNamespace, made: job.resultOf(plan) };
    return done(await fillClaim(reporting(job), filling, signal));
  },
};

const start: Step<ClaimRestoreInput> = {
  name: "start",
  deadlineSeconds: 10 * minute,
  async run(job, signal) {
    const made = job.resultOf(plan);
    const context = reporting(job);
    await removeCarriers(context, { operation: job.id, made }, { deadlineSeconds: 5 * minute, signal });
    await startAgain(context, made.plan.claim.namespace, job.resultOf(observe).stops);
    return done();
  },
};

const verify: Step<ClaimRestoreInput> = {
  name: "verify",
  deadlineSeconds: readySeconds + minute,
  async run(job, signal) {
    const { data } = job.resultOf(plan);
    const { bytes } = job.resultOf(fill);
    if (data.bytes !== undefined && bytes !== data.bytes) throw otherSize(job, bytes, data.bytes);
    const { namespace } = job.input.claim;
    const targets = job
      .resultOf(observe)
      .stops.filter(({ kind, replicas }) => kind !== "CronJob" && replicas > 0)
      .map(({ kind, name }) => ({ type: stoppableTypes[kind], name: { name, namespace } }));
    await awaitReadyAgain(reporting(job), targets, { deadlineSeconds: readySeconds, signal, operation: job.id });
    await removeTransfers(job.context, job.input.veleroNamespace, job.id);
    return done();
  },
};

/** One claim back from a backup, everything else as it is. */
export const claimRestoreOperation: OperationDefinition<ClaimRestoreInput> = {
  kind: claimRestoreKind,
  steps: [plan, safety, observe, stop, clear, make, fill, start, verify],
  describe: ({ slug, claim }) => `restore of the claim ${claim.name} of ${slug}`,
  locks: (job) => [{ kind: "application", slug: job.input.slug }],
  locksAfterFailure: (job) => (mayBeStopped(job) ? [{ kind: "application", slug: job.input.slug }] : []),
  summary(job) {
    const { claim } = job.input;
    const { stops } = job.resultOf(observe);
    const { bytes } = job.resultOf(fill);
    const again = stops.map(({ kind, name }) => `${kind} ${name}`).join(", ");
    const who = again === "" ? "nothing had to be stopped" : `${again} runs again`;
    const { set } = job.resultOf(safety);
    const before = set === null ? "" : `; what was before is in ${set}`;
    return `${claim.namespace}/${claim.name} is restored from ${job.input.set} (${bytes} bytes; ${who}${before})`;
  },
  cancellation: {
    refuse(record) {
      if (!record.journal.some((entry) => entry.step === stop.name)) return undefined;
      return new Fault("not-cancellable", "It is too late to cancel: the claim may be deleted already.", {
        remedy: `Let it go on to its end with \`holdfast operation resume ${record.id}\`.`,
      });
    },
    async takeBack(job, signal) {
      if (job.input.safety) await cancelSafetySnapshot(job, signal);
      if (job.hasResult(observe)) {
        await startAgain(job.context, job.input.claim.namespace, job.resultOf(observe).stops);
      }
      return done("nothing was deleted; what was stopped runs again");
    },
  },
};

/** Unless it is known that all of it was started again. */
function mayBeStopped(job: Job<ClaimRestoreInput>): boolean {
  return job.hasResult(stop) || (job.hasResult(observe) && job.soFar(stop)?.stopped !== false);
}

function reporting({ context, report }: Job<ClaimRestoreInput>): Job<ClaimRestoreInput>["context"] {
  return { ...context, report };
}

/** Faults: as findClaimBasis; plan-changed, when another backup of the name is in its place. */
async function proveBasis(job: Job<ClaimRestoreInput>): Promise<ClaimBasis> {
  const { context, input } = job;
  const { set, slug, claim, safety: wanted, accepted } = input;
  const basis = await findClaimBasis(context, { set, application: slug, claim, safety: wanted, accepted });
  if (basis.member.backup.uid === input.backupUid) return basis;
  throw planChanged(job, `Backup ${input.backup} was deleted, and another one of the same name is in its place.`);
}

/** Faults: as makeClaimPlan; plan-changed, when it is another plan than the confirmed one. */
async function makeConfirmedPlan(job: Job<ClaimRestoreInput>, basis: ClaimBasis): Promise<MadeClaimPlan> {
  const made = await makeClaimPlan(job.context, basis);
  if (made.hash === job.input.planHash) return made;
  throw planChanged(job, "Who uses the claim changed, the claim was made anew, or the backup is another one.");
}

function planChanged(job: Job<ClaimRestoreInput>, reason: string): Fault {
  const left = job.hasResult(stop)
    ? "what uses the claim is stopped, and the claim may be deleted already"
    : "nothing was deleted";
  return new Fault("plan-changed", `The cluster changed since the restore was confirmed; ${left}.`, {
    reason,
    remedy: "Look at what changed, then start the restore again and confirm it anew.",
    where: `operation ${job.id}`,
  });
}

function otherSize({ input }: Job<ClaimRestoreInput>, bytes: number, expected: number): Fault {
  return new Fault("restore-failed", `${input.claim.namespace}/${input.claim.name} holds another amount of data.`, {
    reason: `The backup holds ${expected} bytes; Velero wrote ${bytes}.`,
    remedy: `Look at the volume before you trust it; \`holdfast backup show ${input.set}\` lists what the backup holds.`,
  });
}
