import { Fault } from "@holdfast/domain";
import type { InstalledApplication } from "../applications/application.ts";
import { formatReference } from "../applications/prune-objects.ts";
import type { Deployed } from "../applications/deploy-release.ts";
import { awaitDeployed, checkDeployment, deploy, refuseTaken } from "../applications/deploy-release.ts";
import { findApplication } from "../applications/find-application.ts";
import { backupDeadlineSeconds } from "../backups/follow-member.ts";
import { listBackupSets } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { takeBackup } from "./backup-before.ts";
import { hasBegun, refuseOldBackup } from "./backup-still-current.ts";
import { firstChangingStep, leftHalfDone, upgradeCancellation } from "./cancel-upgrade.ts";
import { upgradeTarget } from "./preview-upgrade.ts";
import type { MadeBackup, UpgradeInput } from "./upgrade-input.ts";
import { deletePayload, loadPayload } from "./upgrade-payload.ts";

export const upgradeKind = "upgrade";

const minute = 60;
/** The release's own deadline is shorter: what is left over is for whoever asked for a longer one. */
const readySeconds = 24 * 60 * minute;

/** Under the lock: what was previewed may have changed since. */
const check: Step<UpgradeInput> = {
  name: "check",
  deadlineSeconds: 10 * minute,
  async run(job, signal) {
    const { context, application, target } = await read(job, signal);
    await refuseTaken(context, target, job.input.choices);
    await checkDeployment(context, application, target, job.input.choices);
    return done();
  },
};

/** Nothing of the application is changed before it has ended, and ended well. */
const backup: Step<UpgradeInput, MadeBackup> = {
  name: "backup",
  deadlineSeconds: backupDeadlineSeconds,
  async run(job, signal) {
    const wanted = job.input.backup;
    switch (wanted.kind) {
      case "take":
        return done({ kind: "made", set: await takeBackup(job, wanted.planned, signal) });
      case "kept":
        return done({ kind: "made", set: wanted.set });
      case "not-needed":
      case "declined":
      case "impossible":
        return done({ kind: "none" });
    }
  },
};

/** From here on the application may be changed: recorded before the first write. */
const begin: Step<UpgradeInput> = {
  name: firstChangingStep,
  deadlineSeconds: 5 * minute,
  async run(job) {
    const application = await findApplication(job.context, job.input.slug);
    await requireCurrentBackup(job, application);
    return done();
  },
};

const deployment: Step<UpgradeInput, Pick<Deployed, "applied" | "deleted" | "kept">> = {
  name: "deploy",
  deadlineSeconds: 30 * minute,
  async run(job, signal) {
    const { context, application, target } = await read(job, signal);
    await requireCurrentBackup(job, application);
    const made = job.resultOf(backup);
    const choices = {
      ...job.input.choices,
      withoutWaiting: true,
      ...(made.kind === "made" ? { backup: made.set } : {}),
    };
    const { applied, deleted, kept } = await deploy(context, application, target, choices);
    return done({ applied, deleted, kept });
  },
};

const ready: Step<UpgradeInput> = {
  name: "await-ready",
  deadlineSeconds: readySeconds,
  async run(job, signal) {
    const { choices } = job.input;
    if (choices.withoutWaiting === true) return done();
    const { context, application, target } = await read(job, signal);
    requireStillDeployed(job, application);
    await awaitDeployed(context, target, choices);
    return done();
  },
};

const finish: Step<UpgradeInput> = {
  name: "finish",
  deadlineSeconds: 5 * minute,
  async run({ context, id }) {
    await deletePayload(context, id);
    return done();
  },
};

/** Whoever resumes it may come days later. Faults: plan-changed. */
async function requireCurrentBackup(job: Job<UpgradeInput>, application: InstalledApplication): Promise<void> {
  const { context, input } = job;
  const made = job.resultOf(backup);
  if (made.kind === "none" || hasBegun(application, input)) return;
  const set = (await listBackupSets(context)).find(({ name }) => name === made.set);
  refuseOldBackup(input, made.set, set, context.clock.now());
}

/** Somebody may have gone back while the upgrade waited to be resumed. Faults: plan-changed. */
function requireStillDeployed({ id, input }: Job<UpgradeInput>, { slug, sequence }: InstalledApplication): void {
  if (sequence === input.to.sequence) return;
  throw new Fault("plan-changed", `${slug} has another release by now than the upgrade ${id} deployed.`, {
    reason: `Deployed is sequence ${sequence}; the upgrade had deployed ${input.to.sequence}.`,
    remedy: "Nothing has to be done for this upgrade any more. To upgrade again: `holdfast app upgrade RELEASE`.",
  });
}

async function read(job: Job<UpgradeInput>, signal: AbortSignal) {
  const context: Context = { ...job.context, signal, report: job.report };
  const payload = await loadPayload(context, job.id);
  const application = await findApplication(context, job.input.slug);
  const { trustKey } = job.input;
  const request = { ...payload, ...(trustKey === undefined ? {} : { trustKey }) };
  return { context, application, target: await upgradeTarget(context, application, request) };
}

/** A newer release of one application, with a backup before it. */
export const upgradeOperation: OperationDefinition<UpgradeInput> = {
  kind: upgradeKind,
  steps: [check, backup, begin, deployment, ready, finish],
  describe: ({ slug }) => `upgrade of ${slug}`,
  locks: (job) => [{ kind: "application", slug: job.input.slug }],
  // A release may bring ClusterRoles and webhooks: whoever applies it is cluster-admin in effect.
  onlyCli: () => true,
  cancellation: upgradeCancellation,
  leavesHalfDone: leftHalfDone,
  summary({ input, resultOf }) {
    const { slug, from, to } = input;
    const { applied, deleted, kept } = resultOf(deployment);
    const made = resultOf(backup);
    return [
      `${slug} is upgraded from ${from.versionLabel} to ${to.versionLabel}, sequence ${to.sequence}: ${applied} objects applied, ${deleted.length} deleted that left the release`,
      ...(made.kind === "none"
        ? ["no backup was made before"]
        : [`the backup before it is ${made.set}; \`holdfast app rollback ${slug} --with-data\` goes back to it`]),
      ...deleted.map((reference) => `deleted ${formatReference(reference)}`),
      ...kept.map(({ reference, reason }) => `kept ${formatReference(reference)}: ${reason}`),
    ].join("\n");
  },
};
