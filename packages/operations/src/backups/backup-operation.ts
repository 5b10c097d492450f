import { done } from "../steps/step.ts";
import type { OperationDefinition, Step } from "../steps/step.ts";
import type { BackupInput, EndedMember, PreparedSet } from "./backup-input.ts";
import { veleroKnowsKinds } from "./await-discovery.ts";
import { createMember } from "./create-member.ts";
import { backupDeadlineSeconds, followMembers } from "./follow-members.ts";
import { backupKind } from "./list-sets.ts";
import { prepareSet } from "./prepare-set.ts";

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
    const namespaces = [...applications, ...last].flatMap((member) => member.spec.includedNamespaces);
    const discovery = await veleroKnowsKinds({ ...job.context, report: job.report }, namespaces);
    return discovery.kind === "known" ? done() : discovery;
  },
};

/** All at once: Velero queues them itself, without a pause between two. */
const createApplications: Step<BackupInput> = {
  name: "create-application-backups",
  deadlineSeconds: 120,
  async run({ context, input, resultOf }) {
    for (const member of resultOf(prepare).applications) await createMember(context, input.veleroNamespace, member);
    return done();
  },
};

const followApplications: Step<BackupInput, readonly EndedMember[]> = {
  name: "follow-application-backups",
  deadlineSeconds: backupDeadlineSeconds,
  run: async (job, signal) => {
    const names = job.resultOf(prepare).applications.map((member) => member.name);
    return done(await followMembers(job, names, signal));
  },
};

/** Made last, and made even after an application's backup failed. */
const createConsole: Step<BackupInput> = {
  name: "create-console-backup",
  deadlineSeconds: 120,
  async run({ context, input, resultOf }) {
    for (const member of resultOf(prepare).last) await createMember(context, input.veleroNamespace, member);
    return done();
  },
};

const followConsole: Step<BackupInput, readonly EndedMember[]> = {
  name: "follow-console-backup",
  deadlineSeconds: backupDeadlineSeconds,
  run: async (job, signal) => {
    const names = job.resultOf(prepare).last.map((member) => member.name);
    return done(await followMembers(job, names, signal));
  },
};

/** A backup set: one Velero Backup for each application, then the console's. How its members ended is the set's state. */
export const backupOperation: OperationDefinition<BackupInput> = {
  kind: backupKind,
  steps: [prepare, awaitKinds, createApplications, followApplications, createConsole, followConsole],
  describe: (input) => (input.scope === "full" ? "full backup" : `backup of ${input.slugs.join(", ")}`),
  locks: (job) =>
    job.hasResult(followApplications) ? [] : job.input.slugs.map((slug) => ({ kind: "application", slug })),
  summary(job) {
    const ended = [...job.resultOf(followApplications), ...job.resultOf(followConsole)];
    const completed = ended.filter((member) => member.phase === "Completed").length;
    return `${completed} of ${ended.length} backups Completed in ${job.input.set}`;
  },
};
