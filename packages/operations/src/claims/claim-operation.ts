import { Fault } from "@holdfast/domain";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { awaitReadyAgain } from "../restores/await-ready-again.ts";
import { cancelSafetySnapshot, takeSafetySnapshot } from "../restores/safety-snapshot.ts";
import { removeCarriers } from "./carrier-pod.ts";
import type { ClaimRestoreInput, MadeClaimPlan } from "./claim-input.ts";
import { awaitUnused, clearClaim, makeClaim } from "./clear-claim.ts";
import { fillClaim } from "./fill-claim.ts";
import type { ClaimBasis } from "./find-claim-basis.ts";
import { findClaimBasis } from "./find-claim-basis.ts";
import { makeClaimPlan } from "./make-claim-plan.ts";
import { startAgain, stopAll, stoppableTypes } from "./scale-workloads.ts";
import { countTransfers, removeTransfers } from "./transfer.ts";
import type { Filled } from "./transfer.ts";

const minute = 60;
const stopSeconds = 5 * minute;
const readySeconds = 15 * minute;

export const claimRestoreKind = "restore-claim";

/** The backup is read again by whoever drives, and the plan must still be the one that was confirmed. */
const plan: Step<ClaimRestoreInput, MadeClaimPlan> = {
  name: "plan",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const made = await makeClaimPlan(job.context, await proveBasis(job));
    if (made.hash !== job.input.planHash)
      throw planChanged(job.id, "Who uses the claim changed, the claim was made anew, or the backup is another one.");
    return done(made);
  },
};

/** What is there now, while the application still runs. */
const safety: Step<ClaimRestoreInput, { readonly set: string | null }> = {
  name: "safety",
  deadlineSeconds: 3 * 24 * 3600,
  async run(job, signal) {
    if (!job.input.safety) return done({ set: null });
    return done({ set: await takeSafetySnapshot(job, [job.input.slug], signal) });
  },
};

/** The plan, with the former replicas, is recorded: whoever goes on can start again what is stopped here. */
const stop: Step<ClaimRestoreInput> = {
  name: "stop",
  deadlineSeconds: stopSeconds + minute,
  async run(job, signal) {
    const { claim, stops } = job.resultOf(plan).plan;
    const context = reporting(job);
    await stopAll(context, claim.namespace, stops);
    try {
      await awaitUnused(context, claim, { deadlineSeconds: stopSeconds, signal });
    } catch (error) {
      // Nothing is deleted yet: the application goes on as it was.
      if (error instanceof Fault) await startAgain(context, claim.namespace, stops);
      throw error;
    }
    return done();
  },
};

/** From here on the claim's data is gone; a later try proves the backup again before it deletes what came in part. */
const clear: Step<ClaimRestoreInput> = {
  name: "clear",
  deadlineSeconds: 25 * minute,
  async run(job, signal) {
    const made = job.resultOf(plan);
    const { claim, present } = made.plan;
    if (job.epoch > 1) await proveBasis(job);
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
    const earlier = await countTransfers(job.context, job.input.veleroNamespace, job.id);
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
    await startAgain(context, made.plan.claim.namespace, made.plan.stops);
    return done();
  },
};

const verify: Step<ClaimRestoreInput> = {
  name: "verify",
  deadlineSeconds: readySeconds + minute,
  async run(job, signal) {
    const { plan: decided, data } = job.resultOf(plan);
    const { bytes } = job.resultOf(fill);
    if (data.bytes !== undefined && bytes !== data.bytes) throw otherSize(job, bytes, data.bytes);
    const { namespace } = decided.claim;
    const targets = decided.stops
      .filter(({ kind, replicas }) => kind !== "CronJob" && replicas > 0)
      .map(({ kind, name }) => ({ type: stoppableTypes[kind], name: { name, namespace } }));
    await awaitReadyAgain(reporting(job), targets, { deadlineSeconds: readySeconds, signal, operation: job.id });
    await removeTransfers(job.context, job.input.veleroNamespace, job.id);
    return done();
  },
};

/** One claim back from a backup, everything else as it is. */
export const claimRestoreOperation: OperationDefinition<ClaimRestoreInput> = {
  kind: claimRestoreKind,
  steps: [plan, safety, stop, clear, make, fill, start, verify],
  describe: ({ slug, claim }) => `restore of the claim ${claim.name} of ${slug}`,
  locks: (job) => [{ kind: "application", slug: job.input.slug }],
  locksAfterFailure: (job) => (job.hasResult(stop) ? [{ kind: "application", slug: job.input.slug }] : []),
  summary(job) {
    const { claim, stops } = job.resultOf(plan).plan;
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
      if (job.hasResult(plan)) {
        const { claim, stops } = job.resultOf(plan).plan;
        await startAgain(job.context, claim.namespace, stops);
      }
      return done("nothing was deleted; what was stopped runs again");
    },
  },
};

function reporting({ context, report }: Job<ClaimRestoreInput>): Job<ClaimRestoreInput>["context"] {
  return { ...context, report };
}

/** Faults: as findClaimBasis; plan-changed, when another backup of the name is in its place. */
async function proveBasis({ context, input, id }: Job<ClaimRestoreInput>): Promise<ClaimBasis> {
  const { set, slug, claim } = input;
  const basis = await findClaimBasis(context, { set, application: slug, claim, safety: input.safety });
  if (basis.member.backup.uid === input.backupUid) return basis;
  throw planChanged(id, `Backup ${input.backup} was deleted, and another one of the same name is in its place.`);
}

function planChanged(operation: string, reason: string): Fault {
  return new Fault("plan-changed", "The cluster changed since the restore was confirmed; nothing was deleted.", {
    reason,
    remedy: "Look at what changed, then start the restore again and confirm it anew.",
    where: `operation ${operation}`,
  });
}

function otherSize({ input }: Job<ClaimRestoreInput>, bytes: number, expected: number): Fault {
  return new Fault("restore-failed", `${input.claim.namespace}/${input.claim.name} holds another amount of data.`, {
    reason: `The backup holds ${expected} bytes; Velero wrote ${bytes}.`,
    remedy: `Look at the volume before you trust it; \`holdfast backup show ${input.set}\` lists what the backup holds.`,
  });
}
