import type { RestoreReport } from "@holdfast/domain";
import { applyObjects } from "../applications/apply-objects.ts";
import { claimNamespaces } from "../applications/claim-namespaces.ts";
import { isClusterScoped, placeObjects } from "../applications/place-objects.ts";
import { renderFromObjects } from "../applications/render-release.ts";
import { markRestored, restoreRecords } from "../applications/restore-records.ts";
import { goOnWithout } from "../faults/go-on-without.ts";
import { keepRestoreReport } from "../reports/keep-restore-report.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { awaitReadyAgain } from "./await-ready-again.ts";
import { takeOverProof } from "./carried-proof.ts";
import type { Proof } from "./carried-proof.ts";
import { clearApplication, confirmPlan, planChanged } from "./deletion-steps.ts";
import { followRestore, refuseFailed, restoreDeadlineSeconds, restoreFailed } from "./follow-restore.ts";
import type { EndedRestore } from "./follow-restore.ts";
import { examineRestored } from "./examine-restored.ts";
import { gateTargets } from "./gate-targets.ts";
import { makePlan } from "./make-plan.ts";
import { proveBasis, proveSameBackup } from "./prove-basis.ts";
import { openArtefact, readRecordObjects } from "./read-contents.ts";
import { firstDeletingStep, readyStep } from "./restore-input.ts";
import type { RestoreInput } from "./restore-input.ts";
import { compareStepName, refuseUnfilled } from "./restored-report.ts";
import { createVeleroRestore, lastAttempt, restoreExcludes } from "./velero-restore.ts";

const minute = 60;
const clearSeconds = 45 * minute;
const readySeconds = 15 * minute;

const applicationRestoreKind = "restore-application";

/** What the restore has proven a moment ago is taken over; else the backup is read again. It must be what was confirmed. */
const plan: Step<RestoreInput, Proof> = {
  name: "plan",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const { input, root } = job;
    const { made, basis } = (await takeOverProof(job)) ?? (await prove(job));
    if (made.hash !== input.planHash)
      throw planChanged(root, "Objects came, went or were made anew, or the backup is another one.");
    return done({ made, basis });
  },
};

async function prove({ context, input }: Job<RestoreInput>): Promise<Proof> {
  const basis = await proveBasis(context, input);
  return { basis, made: await makePlan(context, basis) };
}

/** What this driver keeps in its memory proves nothing: the store must still give the backup. Faults: as openArtefact. */
async function requireStored({ context, input }: Job<RestoreInput>): Promise<void> {
  const { artefacts: _kept, ...past } = context;
  const { veleroNamespace, backup } = input;
  const stream = await openArtefact(past, { veleroNamespace, backup }, "BackupContents");
  await stream[Symbol.asyncIterator]().next();
  stream.destroy();
}

/** From here on things are deleted: recorded before the first delete, so that a new driver does not ask again. */
const begin: Step<RestoreInput> = {
  name: firstDeletingStep,
  deadlineSeconds: 5 * minute,
  async run(job) {
    const { made, basis } = job.resultOf(plan);
    await requireStored(job);
    await confirmPlan(job, basis, made);
    return done();
  },
};

/**
 * The first try deletes exactly what was confirmed a moment before. Later tries delete what is there by then, such as
 * what an incomplete restore of this operation has brought back, under the same rules; days may have passed, so that
 * the backup is proven again before anything is deleted. Faults: as findBasis, plan-changed, volumes-not-covered.
 */
const clear: Step<RestoreInput, { readonly attempt: number }> = {
  name: "clear",
  deadlineSeconds: clearSeconds,
  async run(job, signal) {
    const { context, input, id, root } = job;
    const { made } = job.resultOf(plan);
    const { slug: part, veleroNamespace } = input;
    const last = await lastAttempt(context, { operation: id, root, part, veleroNamespace });
    const reporting = { ...context, report: job.report };
    const isFirst = last === 0 && job.epoch === 1;
    const current = isFirst ? made : await makePlan(context, await proveSameBackup(job));
    await clearApplication(reporting, current, signal);
    return done({ attempt: last + 1 });
  },
};

/** What is cluster-scoped comes from the backed-up release; its webhooks only when their pods run again. */
const clusterObjects: Step<RestoreInput> = {
  name: "cluster-objects",
  deadlineSeconds: 10 * minute,
  async run(job) {
    const placed = await placeRelease(job);
    const namespaces = job.resultOf(plan).basis.namespaces;
    await claimNamespaces(job.context, { slug: job.input.slug, namespaces });
    const first = placed.filter(
      (object) => isClusterScoped(object) && !isWebhook(object.type.kind) && object.type.kind !== "Namespace",
    );
    await applyObjects({ ...job.context, report: job.report }, first, { force: true });
    return done();
  },
};

const createRestore: Step<RestoreInput, { readonly name: string }> = {
  name: "create-velero-restore",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const { context, input, id, root } = job;
    const rendered = await renderRelease(job);
    const number = job.resultOf(clear).attempt;
    return done({ name: await createVeleroRestore(context, { operation: id, root, number, input, rendered }) });
  },
};

const followVelero: Step<RestoreInput, EndedRestore> = {
  name: "follow-velero-restore",
  deadlineSeconds: restoreDeadlineSeconds,
  retryFrom: clear.name,
  async run(job, signal) {
    const ended = await followRestore(job, job.resultOf(createRestore).name, signal);
    refuseFailed(ended, job.root);
    return done(ended);
  },
};

const records: Step<RestoreInput> = {
  name: "records",
  deadlineSeconds: 10 * minute,
  async run({ context, input, root, requestedBy, createdAt }) {
    const written = await restoreRecords(context, input.slug, await readObjects({ context, input }));
    await markRestored(context, input.slug, { set: input.set, at: createdAt, by: requestedBy, operation: root });
    return done(written);
  },
};

/** Velero calls a restore Completed when its objects are made; it is restored when what runs is Ready. */
const verify: Step<RestoreInput, { readonly ready: number }> = {
  name: readyStep,
  deadlineSeconds: readySeconds + minute,
  async run(job, signal) {
    const { context, root } = job;
    const { namespaces } = job.resultOf(plan).basis;
    const targets = await gateTargets(context, namespaces, await renderRelease(job));
    const options = { deadlineSeconds: readySeconds, signal, operation: root };
    await awaitReadyAgain({ ...context, report: job.report }, targets, options);
    return done({ ready: targets.length });
  },
};

/** What is there, against what the backup holds. */
const compare: Step<RestoreInput, RestoreReport> = {
  name: compareStepName,
  deadlineSeconds: 10 * minute,
  keepsResult: true,
  async run(job, signal) {
    const { context, input } = job;
    const rendered = await renderRelease(job);
    const { namespaces } = job.resultOf(plan).basis;
    const { name: restore } = job.resultOf(followVelero);
    // By now the init containers of its hooks have ended.
    await goOnWithout({ signal, report: job.report }, `the report of ${restore}`, () =>
      keepRestoreReport({ ...context, veleroNamespace: input.veleroNamespace }, restore),
    );
    const report = await examineRestored(context, {
      veleroNamespace: input.veleroNamespace,
      backup: input.backup,
      restore,
      namespaces: Object.fromEntries(namespaces.map((name) => [name, name])),
      rendered,
      excludes: restoreExcludes(rendered),
      ready: job.resultOf(verify).ready,
    });
    return done(report);
  },
};

const webhooks: Step<RestoreInput> = {
  name: "webhooks",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const placed = await placeRelease(job);
    await applyObjects(
      job.context,
      placed.filter((object) => isWebhook(object.type.kind)),
      { force: true },
    );
    return done();
  },
};

/** Velero restored all it could and named what it could not: everything else is done, and this is said at the end. */
const judge: Step<RestoreInput> = {
  name: "judge",
  deadlineSeconds: minute,
  retryFrom: clear.name,
  async run(job) {
    const ended = job.resultOf(followVelero);
    if (ended.phase !== "Completed") throw restoreFailed(ended, job.root);
    refuseUnfilled(job.resultOf(compare), job.root);
    return done();
  },
};

/** One application back from one member of a set: a part of a restore. */
export const applicationRestoreOperation: OperationDefinition<RestoreInput> = {
  kind: applicationRestoreKind,
  steps: [plan, begin, clear, clusterObjects, createRestore, followVelero, records, verify, webhooks, compare, judge],
  describe: (input) => `restore of ${input.slug}`,
  locks: (job) => [{ kind: "application", slug: job.input.slug }],
  summary({ input, resultOf }) {
    const { warnings } = resultOf(followVelero);
    const { plan: decided, covered } = resultOf(plan).made;
    const kept = decided.keeps.length === 0 ? "" : `, ${decided.keeps.length} objects kept`;
    return `${input.slug} is restored from ${input.set} (${covered.length} volumes${kept}, ${warnings} warnings)`;
  },
};

function isWebhook(kind: string): boolean {
  return kind.endsWith("WebhookConfiguration");
}

type Reading = Pick<Job<RestoreInput>, "context" | "input">;

async function readObjects({ context, input }: Reading) {
  return readRecordObjects(context, { veleroNamespace: input.veleroNamespace, backup: input.backup }, input.slug);
}

async function renderRelease(job: Reading) {
  return renderFromObjects(job.context, job.input.slug, await readObjects(job));
}

async function placeRelease(job: Reading) {
  return placeObjects(job.context, await renderRelease(job));
}
