import { Fault, consoleMember } from "@holdfast/domain";
import type { PlannedDeletion } from "@holdfast/domain";
import { awaitServer } from "../installation/await-server.ts";
import { followRestore, refuseFailed, restoreDeadlineSeconds } from "../restores/follow-restore.ts";
import type { EndedRestore } from "../restores/follow-restore.ts";
import { lastAttempt } from "../restores/velero-restore.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { clearConsole, stopServer } from "./clear-console.ts";
import { restoreConsoleRecords } from "./console-records.ts";
import type { ConsoleRestoreInput } from "./console-restore-input.ts";
import { createConsoleRestore } from "./console-velero-restore.ts";
import { makeConsolePlan } from "./observe-console.ts";
import { planConsoleRestore } from "./plan-console-restore.ts";
import { readConsole } from "./read-console.ts";
import { applyGround, startConsole } from "./start-console.ts";

const minute = 60;
const readySeconds = 10 * minute;

export const consoleRestoreKind = "restore-console";

type ConsoleJob = Job<ConsoleRestoreInput>;

interface Planned {
  readonly deletions: readonly PlannedDeletion[];
  readonly replicas: number;
}

/** The backup is read again by whoever drives, and the plan must still be the one that was confirmed. */
const plan: Step<ConsoleRestoreInput, Planned> = {
  name: "plan",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const { context, input } = job;
    const { deletions, hash, replicas } = await planConsoleRestore(context, input.set, { consoleImage: input.image });
    if (hash !== input.planHash) throw planChanged(job, "The console was made anew, or the backup is another one.");
    return done({ deletions, replicas });
  },
};

const ground: Step<ConsoleRestoreInput> = {
  name: "definitions",
  deadlineSeconds: 5 * minute,
  async run(job) {
    await applyGround(reporting(job), job.input);
    return done();
  },
};

/** Recorded before the first delete, so that a new driver does not ask again. */
const confirm: Step<ConsoleRestoreInput> = {
  name: "confirm-plan",
  deadlineSeconds: 5 * minute,
  async run(job) {
    const now = await makeConsolePlan(job.context, job.input);
    if (now.hash !== job.input.planHash) throw planChanged(job, "The console was made anew since.");
    return done();
  },
};

const stop: Step<ConsoleRestoreInput> = {
  name: "stop",
  deadlineSeconds: 5 * minute,
  async run(job, signal) {
    await stopServer(reporting(job), job.input.namespace, signal);
    return done();
  },
};

const clear: Step<ConsoleRestoreInput> = {
  name: "clear",
  deadlineSeconds: 10 * minute,
  async run(job, signal) {
    const { deletions } = job.resultOf(plan);
    await clearConsole(reporting(job), { deletions, namespace: job.input.namespace }, signal);
    return done();
  },
};

/** Recorded before the Velero Restore is made, so that a new driver finds the one of a driver that died after that. */
const choose: Step<ConsoleRestoreInput, { readonly attempt: number }> = {
  name: "choose-attempt",
  deadlineSeconds: 5 * minute,
  async run({ context, input: { veleroNamespace }, id }) {
    const last = await lastAttempt(context, { operation: id, root: id, part: consoleMember, veleroNamespace });
    return done({ attempt: last + 1 });
  },
};

const createRestore: Step<ConsoleRestoreInput, { readonly name: string }> = {
  name: "create-velero-restore",
  deadlineSeconds: 5 * minute,
  async run({ context, input, id, resultOf }) {
    const number = resultOf(choose).attempt;
    return done({ name: await createConsoleRestore(context, { operation: id, number, input }) });
  },
};

/** It creates what is not there and nothing else, so that another try deletes nothing. */
const followVelero: Step<ConsoleRestoreInput, EndedRestore> = {
  name: "follow-velero-restore",
  deadlineSeconds: restoreDeadlineSeconds,
  retryFrom: choose.name,
  async run(job, signal) {
    const { context, report, input } = job;
    const followed = { context, report, input: { veleroNamespace: input.veleroNamespace, slug: "the console" } };
    const ended = await followRestore(followed, job.resultOf(createRestore).name, signal);
    refuseFailed(ended, job.root);
    return done(ended);
  },
};

const records: Step<ConsoleRestoreInput> = {
  name: "records",
  deadlineSeconds: 5 * minute,
  async run(job) {
    await restoreConsoleRecords(job.context, (await readConsole(job.context, job.input)).records);
    return done();
  },
};

const start: Step<ConsoleRestoreInput> = {
  name: "start",
  deadlineSeconds: 5 * minute,
  async run(job) {
    await startConsole(reporting(job), await readConsole(job.context, job.input), job.input);
    return done();
  },
};

const ready: Step<ConsoleRestoreInput> = {
  name: "await-ready",
  deadlineSeconds: readySeconds + minute,
  retryFrom: start.name,
  async run(job, signal) {
    const { namespace, image } = job.input;
    const { replicas } = job.resultOf(plan);
    await awaitServer({ ...reporting(job), signal }, { namespace, image, replicas, deadlineSeconds: readySeconds });
    return done();
  },
};

/** The console works; what Velero could not bring back beside it is named at the end. Another try brings it back. */
const judge: Step<ConsoleRestoreInput> = {
  name: "judge",
  deadlineSeconds: minute,
  retryFrom: choose.name,
  run(job) {
    const ended = job.resultOf(followVelero);
    return ended.phase === "Completed" ? Promise.resolve(done()) : Promise.reject(incomplete(job, ended));
  },
};

/** The console back from its member of a set. Driven by the command line alone: the server is what comes back. */
export const consoleRestoreOperation: OperationDefinition<ConsoleRestoreInput> = {
  kind: consoleRestoreKind,
  steps: [plan, ground, confirm, stop, clear, choose, createRestore, followVelero, records, start, ready, judge],
  describe: () => "restore of the console",
  onlyCli: () => true,
  locks: () => [{ kind: "instance" }],
  summary({ input, resultOf }) {
    const { warnings } = resultOf(followVelero);
    return `the console ${input.version} is restored from ${input.set} and Ready (${warnings} warnings)`;
  },
};

function reporting({ context, report }: ConsoleJob) {
  return { ...context, report };
}

function planChanged({ root }: ConsoleJob, reason: string): Fault {
  return new Fault("plan-changed", "The console changed since its restore was confirmed; nothing of it was deleted.", {
    reason,
    remedy: "Look at what changed, then start the restore again and confirm it anew.",
    where: `operation ${root}`,
  });
}

function incomplete({ root }: ConsoleJob, { name, phase, errors, reasons }: EndedRestore): Fault {
  return new Fault("restore-failed", `The console is restored and Ready, but Velero's restore ended as ${phase}.`, {
    reason: reasons.length === 0 ? `${errors} errors.` : reasons.join("\n"),
    remedy: `Remove the cause, then \`holdfast operation resume ${root}\` brings back what is missing; nothing is deleted again.`,
    where: `Restore ${name}; \`velero restore logs ${name}\``,
  });
}
