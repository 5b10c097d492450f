import { Fault } from "@holdfast/domain";
import { isApiError, waitForAll } from "@holdfast/kubernetes";
import { backupType, deleteBackupRequestType, labelValueOf, veleroApiVersion, veleroLabels } from "@holdfast/velero";
import type { Backup, DeleteBackupRequest } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { removeReport } from "../reports/store-report.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { listRecords } from "../records/store-record.ts";
import { done } from "../steps/step.ts";
import type { Job, OperationDefinition, Step } from "../steps/step.ts";
import { refuseHeld } from "../retention/holds.ts";
import { whyRulesKeep } from "../retention/ask-rules-again.ts";
import { deletionKind } from "./list-sets.ts";
import { describeOccupant, occupantOf, occupiedFault } from "./set-occupant.ts";
import { forgetSet } from "./remembered-sets.ts";

export interface DeletionInput {
  readonly set: string;
  readonly veleroNamespace: string;
  /** The set's Velero Backups with their uids: another one of the same name is not deleted. */
  readonly members: readonly DoomedMember[];
  /** Ordered by the rules of retention, not by a person. */
  readonly byRule?: true;
}

interface DoomedMember {
  readonly name: string;
  readonly uid: string;
}

const deletionDeadlineSeconds = 24 * 3600;

type Asked =
  /** The requests of this try; Velero removes older ones of the same backup by itself. */
  | { readonly kind: "asked"; readonly names: readonly string[] }
  /** What ordered the deletion does not want it any more: nothing was deleted. */
  | { readonly kind: "stays"; readonly reason: string };

/** Whether it is still to be deleted is asked here, under the driver's write of the record and as late as can be. */
const request: Step<DeletionInput, Asked> = {
  name: "request",
  deadlineSeconds: 120,
  keepsResult: true,
  async run({ context, input, id, root, epoch }) {
    const stays = await whyItStays(context, input, { id, root });
    if (stays !== undefined) return done({ kind: "stays", reason: stays });
    const names: string[] = [];
    for (const member of input.members) {
      if (!(await isThere(context, input, member))) continue;
      const name = `${id}-${epoch}-${member.name}`;
      await createRequest(context, input, { name, member });
      names.push(name);
    }
    return done({ kind: "asked", names });
  },
};

/** Followed to the end: a request that Velero has Processed with errors is this operation's failure. */
const follow: Step<DeletionInput> = {
  name: "follow",
  deadlineSeconds: deletionDeadlineSeconds,
  retryFrom: "request",
  async run(job, signal) {
    if (job.resultOf(request).kind === "stays") return done();
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

/** What was kept of it goes with it, and from here on nobody misses it. */
const forget: Step<DeletionInput> = {
  name: "forget",
  deadlineSeconds: 120,
  async run({ context, input, resultOf }) {
    if (resultOf(request).kind === "stays") return done();
    await forgetSet(context, input.set);
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
  summary({ input, resultOf }) {
    const asked = resultOf(request);
    if (asked.kind === "stays") return `${input.set} was not deleted: ${asked.reason}`;
    return `${input.set} and its ${input.members.length} Velero Backups are deleted`;
  },
};

/** Of a deletion that is done: why the rules that had ordered it did not want it any more; undefined when it deleted. */
export function whyNotDeleted({ journal }: OperationRecord): string | undefined {
  const asked = journal.find(({ step }) => step === request.name)?.result as Asked | null | undefined;
  return asked?.kind === "stays" ? asked.reason : undefined;
}

/**
 * Work with the set may have begun since the deletion was ordered, or since it failed; what begins from here on sees the
 * deletion. Faults, of a deletion that a person ordered: locked, backup-held.
 */
async function whyItStays(
  context: Context,
  { set, byRule }: DeletionInput,
  { id, root }: { readonly id: string; readonly root: string },
): Promise<string | undefined> {
  // Who takes back what it has made itself is not in its own way.
  const records = (await listRecords(context.kubernetes)).map(({ record }) => record).filter((one) => one.id !== root);
  const occupant = occupantOf(set, records);
  if (byRule === true) {
    return occupant === undefined ? whyRulesKeep(context, set, id) : describeOccupant(occupant);
  }
  if (occupant !== undefined) throw occupiedFault(set, occupant);
  await refuseHeld(context, set);
  return undefined;
}

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
  const asked = job.resultOf(request);
  const names = asked.kind === "asked" ? asked.names : [];
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
