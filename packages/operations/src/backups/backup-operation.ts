import { memberName } from "@holdfast/domain";
import { goOnWithout } from "../faults/go-on-without.ts";
import type { LockSubject } from "../records/operation-record.ts";
import { keepSetReport } from "../reports/keep-set-report.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import type { BackupInput, EndedMember, PreparedMember, PreparedSet } from "./backup-input.ts";
import { veleroKnowsKinds } from "./await-discovery.ts";
import { backupCancellation } from "./cancel-backup.ts";
import { createMember } from "./create-member.ts";
import { backupDeadlineSeconds, followMember } from "./follow-member.ts";
import { backupKind } from "./list-sets.ts";
import { prepareSet } from "./prepare-set.ts";
import { rememberSet } from "./remembered-sets.ts";

const prepare: Step<BackupInput, PreparedSet> = {
  name: "prepare",
  deadlineSeconds: 120,
  run: async (job) => done(await prepareSet(job.context, job.input)),
};

/** A backup that leaves out objects of a kind that Velero does not know yet would look complete. */
const awaitKinds: Step<BackupInput, null> = {
  name: "await-velero-discovery",
  deadlineSeconds: 900,
  async run(job) {
    const { applications, last } = job.resultOf(prepare);
    const namespaces = [...applications, ...last].flatMap((member) => member.namespaces);
    const discovery = await veleroKnowsKinds({ ...job.context, report: job.report }, namespaces);
    return discovery.kind === "known" ? done() : discovery;
  },
};

/**
 * One after the other, each as soon as the one before has ended: Velero's own queue was seen to leave up to a minute
 * between two. A member that an earlier driver has created is found and followed. An application is free again as soon
 * as its member has ended.
 */
const makeApplications: Step<BackupInput, readonly EndedMember[]> = {
  name: "application-backups",
  deadlineSeconds: backupDeadlineSeconds,
  run: async (job, signal) =>
    done(await makeMembers(job, { step: makeApplications, members: job.resultOf(prepare).applications }, signal)),
};

/** Made last, and made even after an application's backup failed. */
const makeConsole: Step<BackupInput, readonly EndedMember[]> = {
  name: "console-backup",
  deadlineSeconds: backupDeadlineSeconds,
  run: async (job, signal) =>
    done(await makeMembers(job, { step: makeConsole, members: job.resultOf(prepare).last }, signal)),
};

/** What Velero said of it is read once, while it can be read. */
const report: Step<BackupInput> = {
  name: "report",
  deadlineSeconds: 300,
  async run({ context, input, report: say }, signal) {
    await goOnWithout({ signal, report: say }, `the report of ${input.set}`, () => keepSetReport(context, input));
    return done();
  },
};

/** So that it is missed when all of it vanishes. */
const remember: Step<BackupInput> = {
  name: "remember",
  deadlineSeconds: 120,
  async run({ context, input, resultOf }) {
    const { destination, veleroNamespace } = input;
    await rememberSet(context, { facts: resultOf(prepare).facts, destination, veleroNamespace });
    return done();
  },
};

interface MembersOfStep {
  readonly step: Step<BackupInput, readonly EndedMember[]>;
  readonly members: readonly PreparedMember[];
}

async function makeMembers(
  job: Job<BackupInput>,
  { step, members }: MembersOfStep,
  signal: AbortSignal,
): Promise<readonly EndedMember[]> {
  let ended = job.soFar(step) ?? [];
  for (const member of members) {
    if (ended.some(({ name }) => name === member.name)) continue;
    await createMember(job.context, { input: job.input, facts: job.resultOf(prepare).facts }, member);
    const counted = `part ${ended.length + 1} of ${members.length}`;
    ended = [...ended, await followMember(job, { name: member.name, counted }, signal)];
    if (ended.length < members.length) await job.saveSoFar(step, ended);
  }
  return ended;
}

/** The applications whose member has not ended. */
function lockedBy(job: Job<BackupInput>): readonly LockSubject[] {
  if (job.hasResult(makeApplications)) return [];
  const ended = job.soFar(makeApplications) ?? [];
  const waiting = job.input.slugs.filter((slug) => !ended.some(({ name }) => name === memberName(job.input.set, slug)));
  return waiting.map((slug) => ({ kind: "application", slug }));
}

/** A backup set: one Velero Backup for each application, then the console's. How its members ended is the set's state. */
export const backupOperation: OperationDefinition<BackupInput> = {
  kind: backupKind,
  steps: [prepare, awaitKinds, makeApplications, makeConsole, remember, report],
  describe: (input) => (input.scope === "full" ? "full backup" : `backup of ${input.slugs.join(", ")}`),
  locks: lockedBy,
  cancellation: backupCancellation,
  summary(job) {
    const ended = [...job.resultOf(makeApplications), ...job.resultOf(makeConsole)];
    const completed = ended.filter((member) => member.phase === "Completed").length;
    return `${completed} of ${ended.length} backups Completed in ${job.input.set}`;
  },
};
