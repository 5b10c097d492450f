import { refuseStopping } from "@holdfast/domain";
import type { ClaimName } from "@holdfast/domain";
import { backupDeadlineSeconds } from "../backups/follow-member.ts";
import { consoleRestoreOperation } from "../recovery/console-restore-operation.ts";
import { prepareConsole } from "../recovery/prepare-console.ts";
import type { LockSubject } from "../records/operation-record.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { carryProofs } from "./carried-proof.ts";
import type { CarriedProofs } from "./carried-proof.ts";
import { planChanged } from "./deletion-steps.ts";
import { restoreDeadlineSeconds } from "./follow-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import { applicationRestoreOperation } from "./restore-application-operation.ts";
import { restoreCancellation } from "./cancel-restore.ts";
import { serverReplicas } from "./console-server.ts";
import { requireSnapshotInTime } from "./snapshot-in-time.ts";
import type { SafetyResult } from "./snapshot-in-time.ts";
import { firstDeletingStep, groundStep, partSteps } from "./restore-input.ts";
import { partsNotRestored } from "./parts-not-restored.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import { beginPart, partId, restorePart } from "./restore-part.ts";
import type { EndedPart, Part } from "./restore-part.ts";
import { claimsOf, requireInSnapshot } from "./in-snapshot.ts";
import { takeSafetySnapshot } from "./safety-snapshot.ts";
import { endUndone } from "./end-undone.ts";

const minute = 60;

export const restoreKind = "restore";

type RestoreJob = Job<RestoreOperationInput>;

interface Checked {
  /** The claims whose data is deleted, by application. */
  readonly wipes: Readonly<Record<string, readonly ClaimName[]>>;
  readonly proofs: CarriedProofs;
}

/** Everything that was checked and planned for the person who confirmed, by whoever drives: it must still hold. */
const check: Step<RestoreOperationInput, Checked> = {
  name: "check",
  deadlineSeconds: 20 * minute,
  async run(job) {
    const { context, input, id, report } = job;
    const { undoes } = input;
    const own = [id, ...(undoes === undefined ? [] : [undoes])];
    const preview = await previewRestore({ ...context, report }, input.request, {
      own,
      halfDone: notInSnapshot(input),
    });
    refuseStopping(preview.checks, input.request.accepted);
    if (preview.hash !== input.planHash) {
      throw planChanged(id, "Objects came, went or were made anew, or the backup is another one.");
    }
    const wipes = preview.applications.map(({ slug, plan }) => [slug, claimsOf(plan.wipes)] as const);
    return done({ wipes: Object.fromEntries(wipes), proofs: carryProofs(job, preview) });
  },
};

/** What the restore that is taken back left half done, as it was shown. */
function notInSnapshot({ safety: planned, inherits = [] }: RestoreOperationInput): readonly string[] {
  return planned.kind === "taken" ? inherits.filter((slug) => !planned.applications.includes(slug)) : inherits;
}

/** What is there now, before anything of it is deleted. */
const safety: Step<RestoreOperationInput, SafetyResult> = {
  name: "safety",
  deadlineSeconds: backupDeadlineSeconds,
  async run(job, signal) {
    const planned = job.input.safety;
    if (planned.kind !== "taken") return done({ set: null });
    const taken = await takeSafetySnapshot(job, planned.applications, signal);
    await requireWiped(job, planned, taken.set);
    return done(taken);
  },
};

/** Velero calls a backup Completed that has left out a volume: what is wiped must be in it, unless that was accepted. */
async function requireWiped(
  { context, id, input, resultOf }: RestoreJob,
  { applications: slugs, lacks }: Extract<RestoreOperationInput["safety"], { readonly kind: "taken" }>,
  set: string,
): Promise<void> {
  const isAccepted = (claim: ClaimName): boolean =>
    lacks.some(({ namespace, name }) => namespace === claim.namespace && name === claim.name);
  for (const { slug, veleroNamespace } of input.applications) {
    if (!slugs.includes(slug)) continue;
    const claims = (resultOf(check).wipes[slug] ?? []).filter((claim) => !isAccepted(claim));
    await requireInSnapshot(context, { operation: id, set, slug, claims, veleroNamespace });
  }
}

/** Recorded before the first child runs: from here on something may be deleted, and it can no longer be cancelled. */
const confirm: Step<RestoreOperationInput, { readonly serverReplicas: number }> = {
  name: firstDeletingStep,
  deadlineSeconds: minute,
  async run({ context, input: { console: planned } }) {
    return done({ serverReplicas: planned === undefined ? 0 : await serverReplicas(context, planned.namespace) });
  },
};

/** A new cluster has no definitions yet, and no server may act on what is half restored. */
const ground: Step<RestoreOperationInput> = {
  name: groundStep,
  deadlineSeconds: 10 * minute,
  async run({ context, input, report }, signal) {
    if (input.console !== undefined) await prepareConsole({ ...context, report }, input.console, signal);
    return done();
  },
};

/** One after the other. One that fails stops no other; it is named at the end. */
const applications: Step<RestoreOperationInput, readonly EndedPart[]> = {
  name: partSteps.applications,
  deadlineSeconds: restoreDeadlineSeconds,
  async run(job, signal) {
    let ended = job.soFar(applications) ?? [];
    for (const input of job.input.applications) {
      if (ended.some(({ part }) => part === input.slug)) continue;
      const child = applicationChild(job, input);
      const refused = await beginPart(job, child, () => requireSnapshotOf(job, input.slug));
      const part = refused ?? (await restorePart(job, child, signal));
      if (part.outcome === "done") await endUndone(job, [input.slug]);
      ended = [...ended, part];
      await job.saveSoFar(applications, ended);
    }
    return done(ended);
  },
};

const console: Step<RestoreOperationInput, readonly EndedPart[]> = {
  name: partSteps.console,
  deadlineSeconds: restoreDeadlineSeconds,
  async run(job, signal) {
    const { console: input } = job.input;
    if (input === undefined) return done([]);
    const subject = { kind: "instance" } as const;
    const child = { definition: consoleRestoreOperation, id: partId(job.id, "console"), subject, input };
    return done([await restorePart(job, { ...child, part: "console" }, signal)]);
  },
};

const finish: Step<RestoreOperationInput> = {
  name: "finish",
  deadlineSeconds: 5 * minute,
  retryFrom: applications.name,
  async run(job) {
    const ended = [...job.resultOf(applications), ...job.resultOf(console)];
    const failed = ended.filter((part) => part.outcome === "failed");
    if (failed.length > 0) throw partsNotRestored(job.id, failed, ended.length);
    await endUndone(
      job,
      job.input.applications.map(({ slug }) => slug),
    );
    return done();
  },
};

async function requireSnapshotOf(job: RestoreJob, slug: string): Promise<void> {
  const planned = job.input.safety;
  if (planned.kind !== "taken" || !planned.applications.includes(slug)) return;
  await requireSnapshotInTime(job, job.resultOf(safety));
}

function applicationChild(job: RestoreJob, input: RestoreInput): Part<RestoreInput> {
  const { slug } = input;
  const subject = { kind: "application", slug } as const;
  return { definition: applicationRestoreOperation, id: partId(job.id, slug), subject, input, part: slug };
}

/** The console's restore changes what everything else runs on. */
function needsInstance({ request }: RestoreOperationInput): boolean {
  return request.scope.kind !== "applications";
}

/** All that is restored, until it is. */
function lockedBy(job: RestoreJob): readonly LockSubject[] {
  const ended = endedSoFar(job);
  const waiting = job.input.applications.filter(
    ({ slug }) => !ended.some(({ part, outcome }) => part === slug && outcome !== "failed"),
  );
  return [
    ...(needsInstance(job.input) ? [{ kind: "instance" } as const] : []),
    ...waiting.map(({ slug }) => ({ kind: "application", slug }) as const),
  ];
}

function endedSoFar(job: RestoreJob): readonly EndedPart[] {
  const ended = job.hasResult(applications) ? job.resultOf(applications) : (job.soFar(applications) ?? []);
  return [...ended, ...(job.hasResult(console) ? job.resultOf(console) : [])];
}

/**
 * What may have lost objects and has not got them back; the console from the moment that its server is stopped. An undo
 * answers for what it took over, too, whether it has begun or not.
 */
function leftHalfDone(job: RestoreJob): readonly LockSubject[] {
  const began = job.hasResult(confirm);
  const { inherits = [], console: planned } = job.input;
  const ended = endedSoFar(job);
  const isWhole = (slug: string): boolean =>
    ended.some((one) => one.part === slug && (one.outcome !== "failed" || (!one.began && !inherits.includes(slug))));
  const slugs = job.input.applications
    .map(({ slug }) => slug)
    .filter((slug) => (began || inherits.includes(slug)) && !isWhole(slug));
  const consoleDone = ended.some(({ part, outcome }) => part === "console" && outcome === "done");
  return [
    ...(began && planned !== undefined && !consoleDone ? [{ kind: "instance" } as const] : []),
    ...slugs.map((slug) => ({ kind: "application", slug }) as const),
  ];
}

/** Applications, the console or both back from a backup set, with a snapshot of what was there before. */
export const restoreOperation: OperationDefinition<RestoreOperationInput> = {
  kind: restoreKind,
  steps: [check, safety, confirm, ground, applications, console, finish],
  describe: (input) => `${input.undoes === undefined ? "restore" : "undoing"} of ${partsOf(input).join(", ")}`,
  locks: lockedBy,
  locksAfterFailure: leftHalfDone,
  takesOverFrom: ({ undoes }) => undoes,
  onlyCli: needsInstance,
  cancellation: restoreCancellation({ confirm, parts: [applications, console] }),
  summary(job) {
    const { set } = job.resultOf(safety);
    const undone = job.resultOf(applications).flatMap(({ part, outcome }) => (outcome === "undone" ? [part] : []));
    const parts = partsOf(job.input).filter((part) => !undone.includes(part));
    const back =
      set === null ? "it cannot be undone" : `\`holdfast restore undo ${job.id}\` goes back to what was before`;
    const taken = undone.length === 0 ? "" : `; ${undone.join(", ")} was undone meanwhile`;
    return `${parts.join(", ")} restored from ${job.input.set}${taken}; ${back}`;
  },
};

function partsOf(input: RestoreOperationInput): readonly string[] {
  return [...input.applications.map(({ slug }) => slug), ...(input.console === undefined ? [] : ["the console"])];
}
