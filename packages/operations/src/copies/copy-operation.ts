import { Fault } from "@holdfast/domain";
import type { RestoreReport } from "@holdfast/domain";
import { claimNamespaces } from "../applications/claim-namespaces.ts";
import { movedRelease } from "../applications/moved-release.ts";
import { renderFromObjects } from "../applications/render-release.ts";
import type { Context } from "../context.ts";
import { awaitReadyAgain } from "../restores/await-ready-again.ts";
import { followRestore, refuseFailed, restoreDeadlineSeconds, restoreFailed } from "../restores/follow-restore.ts";
import type { EndedRestore } from "../restores/follow-restore.ts";
import { examineRestored } from "../restores/examine-restored.ts";
import { gateTargets } from "../restores/gate-targets.ts";
import { compareStepName, refuseUnfilled } from "../restores/restored-report.ts";
import { lastAttempt, restoreExcludes } from "../restores/velero-restore.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { copyCancellation } from "./cancel-copy.ts";
import { clearCopy, namespacesOf, observeCopy } from "./clear-copy.ts";
import type { ClaimedNamespaces, CopyInput, CopyRequest, MadeCopyPlan } from "./copy-input.ts";
import { finishCopy, readSource, requireOwnCopy, writeCopyRecords } from "./copy-records.ts";
import { createCopyRestore } from "./copy-restore.ts";
import { makeCopyPlan } from "./make-copy-plan.ts";
import { copyNamespaceLabels, markOwn } from "./own-objects.ts";

const minute = 60;
const readySeconds = 15 * minute;

export const copyKind = "copy";

/** The backup is read again by whoever drives, and the plan must still be the one that was confirmed. */
const plan: Step<CopyInput, MadeCopyPlan> = {
  name: "plan",
  deadlineSeconds: 5 * minute,
  run: async (job) => done(await proveSameBackup(job)),
};

/**
 * Of two copies into one namespace, one is refused: the mark is written with an optimistic lock. What is in them already
 * is not the copy's and outlives it.
 */
const namespaces: Step<CopyInput, ClaimedNamespaces> = {
  name: "namespaces",
  deadlineSeconds: 5 * minute,
  async run({ context, input }) {
    const wanted = { slug: input.slug, namespaces: namespacesOf(input), newFor: input.applicationId };
    await claimNamespaces(context, wanted);
    await copyNamespaceLabels(context, input);
    return done({ before: await observeCopy(context, input) });
  },
};

/** Before the first object: whatever happens, `app list` and `app remove` know of the copy. */
const records: Step<CopyInput> = {
  name: "records",
  deadlineSeconds: 5 * minute,
  async run({ context, input }) {
    await writeCopyRecords(context, input);
    return done();
  },
};

/**
 * Only what an earlier try of this copy brought: all of it, since the namespaces are the copy's alone. That they still
 * are is asked every time: between a failure and its resumption anybody may take them.
 */
const clear: Step<CopyInput, { readonly attempt: number }> = {
  name: "clear",
  deadlineSeconds: 45 * minute,
  async run(job, signal) {
    const { context, input, id } = job;
    const { slug: part, veleroNamespace } = input;
    await requireOwnCopy(context, input);
    const last = await lastAttempt(context, { operation: id, root: id, part, veleroNamespace });
    if (last > 0) {
      await proveSameBackup(job);
      const reporting = { ...context, report: job.report };
      const { before } = job.resultOf(namespaces);
      await clearCopy(reporting, { input, namespaces: namespacesOf(input), before }, signal);
    }
    return done({ attempt: last + 1 });
  },
};

const createRestore: Step<CopyInput, { readonly name: string }> = {
  name: "create-velero-restore",
  deadlineSeconds: 5 * minute,
  retryFrom: clear.name,
  async run({ context, input, id, resultOf }) {
    const rendered = await renderSource(context, input);
    const attempt = { operation: id, number: resultOf(clear).attempt, input, rendered };
    return done({ name: await createCopyRestore(context, attempt) });
  },
};

const follow: Step<CopyInput, EndedRestore> = {
  name: "follow-velero-restore",
  deadlineSeconds: restoreDeadlineSeconds,
  retryFrom: clear.name,
  async run(job, signal) {
    const ended = await followRestore(job, job.resultOf(createRestore).name, signal);
    refuseFailed(ended, job.id);
    return done(ended);
  },
};

const own: Step<CopyInput, { readonly objects: number }> = {
  name: "mark-objects",
  deadlineSeconds: 15 * minute,
  run: async ({ context, input }) => done({ objects: await markOwn(context, input) }),
};

const verify: Step<CopyInput, { readonly ready: number }> = {
  name: "verify",
  deadlineSeconds: readySeconds + minute,
  async run(job, signal) {
    const { context, input, id } = job;
    const rendered = movedRelease(await renderSource(context, input), input.copyOf.namespaces);
    const targets = await gateTargets(context, namespacesOf(input), rendered);
    const reporting = { ...context, report: job.report };
    await awaitReadyAgain(reporting, targets, { deadlineSeconds: readySeconds, signal, operation: id });
    return done({ ready: targets.length });
  },
};

/** What is there, against what the backup holds. */
const compare: Step<CopyInput, RestoreReport> = {
  name: compareStepName,
  deadlineSeconds: 10 * minute,
  keepsResult: true,
  async run({ context, input, resultOf }) {
    const source = await renderSource(context, input);
    const { copyOf, veleroNamespace, backup } = input;
    const report = await examineRestored(context, {
      veleroNamespace,
      backup,
      restore: resultOf(follow).name,
      namespaces: copyOf.namespaces,
      rendered: movedRelease(source, copyOf.namespaces),
      excludes: restoreExcludes(source),
      ready: resultOf(verify).ready,
    });
    return done(report);
  },
};

/** Velero restored all it could and named what it could not. */
const judge: Step<CopyInput> = {
  name: "judge",
  deadlineSeconds: minute,
  retryFrom: clear.name,
  async run(job) {
    const ended = job.resultOf(follow);
    if (ended.phase !== "Completed") throw restoreFailed(ended, job.id);
    refuseUnfilled(job.resultOf(compare), job.id);
    return done();
  },
};

const finish: Step<CopyInput> = {
  name: "mark-made",
  deadlineSeconds: 5 * minute,
  async run({ context, input }) {
    await finishCopy(context, input);
    return done();
  },
};

/** An application of a backup beside what is there, in namespaces of its own. */
export const copyOperation: OperationDefinition<CopyInput> = {
  kind: copyKind,
  steps: [plan, namespaces, records, clear, createRestore, follow, own, verify, compare, judge, finish],
  describe: ({ source, slug }) => `copy of ${source} as ${slug}`,
  locks: (job) => [{ kind: "application", slug: job.input.slug }],
  cancellation: copyCancellation({ namespaces, createRestore }),
  summary({ input, resultOf }) {
    const { warnings } = resultOf(follow);
    const { filled } = resultOf(plan).plan;
    const where = namespacesOf(input).join(", ");
    return `${input.slug} is a copy of ${input.source} from ${input.set}, in ${where} (${filled.length} volumes, ${warnings} warnings)`;
  },
};

function requestOf({ set, source, slug, copyOf }: CopyInput): CopyRequest {
  return { set, application: source, as: slug, map: copyOf.namespaces };
}

/** Faults: as makeCopyPlan, plan-changed. */
async function proveSameBackup({ context, input, id }: Job<CopyInput>): Promise<MadeCopyPlan> {
  const { basis: _basis, ...made } = await makeCopyPlan(context, requestOf(input));
  if (made.hash === input.planHash) return made;
  throw new Fault("plan-changed", "The backup changed since the copy was confirmed; nothing was made or deleted.", {
    reason: "Another backup of the same name is in its place.",
    remedy: "Look at it, then start the copy again.",
    where: `operation ${id}`,
  });
}

async function renderSource(context: Context, input: CopyInput) {
  return renderFromObjects(context, input.source, (await readSource(context, input)).objects);
}
