import { refuseStopping } from "@holdfast/domain";
import { backupDeadlineSeconds } from "../backups/follow-member.ts";
import { consoleRestoreOperation } from "../recovery/console-restore-operation.ts";
import { prepareConsole } from "../recovery/prepare-console.ts";
import type { LockSubject } from "../records/operation-record.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { planChanged } from "./deletion-steps.ts";
import { restoreDeadlineSeconds } from "./follow-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import { applicationRestoreOperation } from "./restore-application-operation.ts";
import { restoreCancellation } from "./cancel-restore.ts";
import { firstDeletingStep } from "./restore-input.ts";
import { partsNotRestored } from "./parts-not-restored.ts";
import type { RestoreInput } from "./restore-input.ts";
import type { RestoreOperationInput } from "./restore-operation-input.ts";
import { restorePart } from "./restore-part.ts";
import type { EndedPart, Part } from "./restore-part.ts";
import { takeSafetySnapshot } from "./safety-snapshot.ts";
import { endUndone } from "./end-undone.ts";

const minute = 60;

export const restoreKind = "restore";

type RestoreJob = Job<RestoreOperationInput>;

/** Everything that was checked and planned for the person who confirmed, by whoever drives: it must still hold. */
const check: Step<RestoreOperationInput> = {
  name: "check",
  deadlineSeconds: 20 * minute,
  async run({ context, input, id, report }) {
    const preview = await previewRestore({ ...context, report }, input.request, { root: id });
    refuseStopping(preview.checks, input.request.accepted);
    if (preview.hash !== input.planHash) {
      throw planChanged(id, "Objects came, went or were made anew, or the backup is another one.");
    }
    return done();
  },
};

/** What is there now, before anything of it is deleted. */
const safety: Step<RestoreOperationInput, { readonly set: string | null }> = {
  name: "safety",
  deadlineSeconds: backupDeadlineSeconds,
  async run(job, signal) {
    const planned = job.input.safety;
    if (planned.kind !== "taken") return done({ set: null });
    return done({ set: await takeSafetySnapshot(job, planned.applications, signal) });
  },
};

/** Recorded before the first child runs: from here on something may be deleted, and it can no longer be cancelled. */
const confirm: Step<RestoreOperationInput> = {
  name: firstDeletingStep,
  deadlineSeconds: minute,
  run: () => Promise.resolve(done()),
};

/** A new cluster has no definitions yet, and no server may act on what is half restored. */
const ground: Step<RestoreOperationInput> = {
  name: "prepare-console",
  deadlineSeconds: 10 * minute,
  async run({ context, input, report }, signal) {
    if (input.console !== undefined) await prepareConsole({ ...context, report }, input.console, signal);
    return done();
  },
};

/** One after the other. One that fails stops no other; it is named at the end. */
const applications: Step<RestoreOperationInput, readonly EndedPart[]> = {
  name: "applications",
  deadlineSeconds: restoreDeadlineSeconds,
  async run(job, signal) {
    let ended = job.soFar(applications) ?? [];
    for (const input of job.input.applications) {
      if (ended.some(({ part }) => part === input.slug)) continue;
      ended = [...ended, await restorePart(job, applicationChild(job, input), signal)];
      await job.saveSoFar(applications, ended);
    }
    return done(ended);
  },
};

const console: Step<RestoreOperationInput, readonly EndedPart[]> = {
  name: "console",
  deadlineSeconds: restoreDeadlineSeconds,
  async run(job, signal) {
    const { console: input } = job.input;
    if (input === undefined) return done([]);
    const subject = { kind: "instance" } as const;
    const child = { definition: consoleRestoreOperation, id: `${job.id}-console`, subject, input };
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
    await endUndone(job);
    return done();
  },
};

function applicationChild(job: RestoreJob, input: RestoreInput): Part<RestoreInput> {
  const { slug } = input;
  const subject = { kind: "application", slug } as const;
  return { definition: applicationRestoreOperation, id: `${job.id}-${slug}`, subject, input, part: slug };
}

/** The console's restore changes what everything else runs on. */
function needsInstance({ request }: RestoreOperationInput): boolean {
  return request.scope.kind !== "applications";
}

/** All that is restored, until it is. */
function lockedBy(job: RestoreJob): readonly LockSubject[] {
  const ended = endedSoFar(job);
  const waiting = job.input.applications.filter(
    ({ slug }) => !ended.some(({ part, outcome }) => part === slug && outcome === "done"),
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

/** What may have lost objects and has not got them back. */
function leftHalfDone(job: RestoreJob): readonly LockSubject[] {
  if (!job.hasResult(confirm)) return [];
  const ended = endedSoFar(job);
  const isWhole = (part: string): boolean =>
    ended.some((one) => one.part === part && (one.outcome === "done" || !one.began));
  const slugs = job.input.applications.map(({ slug }) => slug).filter((slug) => !isWhole(slug));
  const leavesConsole = job.input.console !== undefined && job.hasResult(applications) && !isWhole("console");
  return [
    ...(leavesConsole ? [{ kind: "instance" } as const] : []),
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
  cancellation: restoreCancellation,
  summary(job) {
    const { set } = job.resultOf(safety);
    const parts = partsOf(job.input).join(", ");
    const back =
      set === null ? "it cannot be undone" : `\`holdfast restore undo ${job.id}\` goes back to what was before`;
    return `${parts} restored from ${job.input.set}; ${back}`;
  },
};

function partsOf(input: RestoreOperationInput): readonly string[] {
  return [...input.applications.map(({ slug }) => slug), ...(input.console === undefined ? [] : ["the console"])];
}
