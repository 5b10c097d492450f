import { Fault } from "@holdfast/domain";
import { isApiError, waitForAll } from "@holdfast/kubernetes";
import { backupType, deleteBackupRequestType, labelValueOf, veleroApiVersion, veleroLabels } from "@holdfast/velero";
import type { Backup, DeleteBackupRequest } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { removeReport } from "../reports/store-report.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { deletionKind } from "./list-sets.ts";

export interface DeletionInput {
  readonly set: string;
  readonly veleroNamespace: string;
  /** The set's Velero Backups with their uids: another one of the same name is not deleted. */
  readonly members: readonly DoomedMember[];
}

interface DoomedMember {
  readonly name: string;
  readonly uid: string;
}

const deletionDeadlineSeconds = 24 * 3600;

/** The requests of this try; Velero removes older ones of the same backup by itself. */
const request: Step<DeletionInput, readonly string[]> = {
  name: "request",
  deadlineSeconds: 120,
  async run({ context, input, id, epoch }) {
    const names: string[] = [];
    for (const member of input.members) {
      if (!(await isThere(context, input, member))) continue;
      const name = `${id}-${epoch}-${member.name}`;
      await createRequest(context, input, { name, member });
      names.push(name);
    }
    return done(names);
  },
};

/** Followed to the end: a request that Velero has Processed with errors is this operation's failure. */
const follow: Step<DeletionInput> = {
  name: "follow",
  deadlineSeconds: deletionDeadlineSeconds,
  retryFrom: "request",
  async run(job, signal) {
    const stop = new AbortController();
    const options = {
      deadlineSeconds: deletionDeadlineSeconds,
      clock: job.context.clock,
      signal: AbortSignal.any([signal, stop.signal]),
    };
    const query = { namespace: job.input.veleroNamespace };
    const gone = waitForAll<Backup>(
      job.context.kubernetes,
      { type: backupType, query },
      (found) => allGone(job, found),
      options,
    );
    const refused = waitForAll<DeleteBackupRequest>(
      job.context.kubernetes,
      { type: deleteBackupRequestType, query },
      (found) => refuse(job, found),
      options,
    );
    try {
      await Promise.race([gone, refused]);
      return done();
    } finally {
      stop.abort();
      await Promise.allSettled([gone, refused]);
    }
  },
};

/** What was kept of it goes with it. */
const forget: Step<DeletionInput> = {
  name: "forget",
  deadlineSeconds: 120,
  async run({ context, input }) {
    await removeReport(context, { kind: "backup", name: input.set });
    return done();
  },
};

/** Deletes a whole set: Velero deletes each member's data from the destination, then the member. */
export const deletionOperation: OperationDefinition<DeletionInput> = {
  kind: deletionKind,
  steps: [request, follow, forget],
  describe: (input) => `deletion of backup ${input.set}`,
  locks: () => [],
  summary: ({ input }) => `${input.set} and its ${input.members.length} Velero Backups are deleted`,
};

async function isThere(
  { kubernetes }: Context,
  { veleroNamespace }: DeletionInput,
  { name, uid }: DoomedMember,
): Promise<boolean> {
  const found = await kubernetes.get<Backup>(backupType, { name, namespace: veleroNamespace });
  return found?.metadata.uid === uid;
}

async function createRequest(
  { kubernetes }: Context,
  { veleroNamespace }: DeletionInput,
  { name, member }: { readonly name: string; readonly member: DoomedMember },
): Promise<void> {
  const object: DeleteBackupRequest = {
    apiVersion: veleroApiVersion,
    kind: "DeleteBackupRequest",
    metadata: {
      name,
      namespace: veleroNamespace,
      labels: { [veleroLabels.backupName]: labelValueOf(member.name), [veleroLabels.backupUid]: member.uid },
    },
    spec: { backupName: member.name },
  };
  try {
    await kubernetes.create(deleteBackupRequestType, object);
  } catch (error) {
    // The name holds this operation's id and try: an earlier run of this step made it.
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
}

function allGone({ input, report }: Job<DeletionInput>, found: readonly Backup[]): boolean {
  const left = found.filter(({ metadata }) => input.members.some((member) => member.uid === metadata.uid)).length;
  const total = input.members.length;
  report({ message: `Deleting ${input.set}`, itemsDone: total - left, itemsTotal: total });
  return left === 0;
}

/** Never true: the disappearance of the backups is the end. Throws what Velero answered. */
function refuse(job: Job<DeletionInput>, found: readonly DeleteBackupRequest[]): boolean {
  const names = job.resultOf(request);
  const failed = found.filter(
    ({ metadata, status }) => names.includes(metadata.name) && (status?.errors ?? []).length > 0,
  );
  if (failed.length === 0) return false;
  const reasons = failed.map(({ spec, status }) => `${spec.backupName}: ${(status?.errors ?? []).join("; ")}`);
  throw new Fault("deletion-failed", `Velero could not delete all of ${job.input.set}.`, {
    reason: reasons.join(". "),
    remedy: `Remove the cause, then go on with \`holdfast operation resume ${job.id}\`.`,
    where: failed.map(({ metadata }) => `DeleteBackupRequest ${metadata.namespace ?? ""}/${metadata.name}`).join(", "),
  });
}
