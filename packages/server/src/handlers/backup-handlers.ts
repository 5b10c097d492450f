import type { Handlers, MemberView, StartedBackup as StartedBackupView } from "@holdfast/api";
import { Fault } from "@holdfast/domain";
import type { BackupSet, MemberPart, SetMember } from "@holdfast/domain";
import {
  createBackup,
  deleteBackupSet,
  findVelero,
  fromApiError,
  readBackupLogs,
  readReport,
  resumeOperation,
  showMember,
  whyAlwaysKept,
} from "@holdfast/operations";
import type { Context, LogLineOfMember, StartedBackup } from "@holdfast/operations";
import type { SetsNow } from "../reading/cluster-reading.ts";
import { viewMember } from "../reading/member-view.ts";
import { pageOfSets, viewSet } from "../reading/set-view.ts";
import { createSharedReads } from "../reading/shared-reads.ts";
import { contextOf } from "./handler-parts.ts";
import type { HandlerParts } from "./handler-parts.ts";

type BackupHandlers = Pick<Handlers, "listBackups" | "startBackup" | "showBackup" | "deleteBackup" | "readBackupLogs">;

/** Details are large; those of the members looked at last are kept. */
const keptMembers = 60;

export function backupHandlers(parts: HandlerParts): BackupHandlers {
  const { reading } = parts;
  const members = createSharedReads<MemberView>({ limit: keptMembers, isWhole: (view) => view.unread === undefined });
  return {
    listBackups(page) {
      const { sets, bytes } = reading.sets();
      return Promise.resolve(pageOfSets(sets, bytes, page));
    },
    async startBackup({ application }, call) {
      const context = await contextOf(parts, call);
      return viewStarted(await createBackup(context, application === undefined ? {} : { application }));
    },
    async showBackup(name, call) {
      const context = await contextOf(parts, call);
      const now = reading.sets();
      const set = findSet(now, name);
      const [velero, kept, last] = await Promise.all([
        findVelero(context),
        readReport(context, set.name),
        whyKept(context, set.name),
      ]);
      const views = set.members.map((member) =>
        members.read(member.name, versionOf(member, now), async () =>
          viewMember(await showMember(context, { velero, kept }, member)),
        ),
      );
      const { problems, notIncluded } = set;
      const alwaysKept = last === undefined ? {} : { alwaysKept: last };
      const leftOut = notIncluded === undefined ? {} : { notIncluded };
      return { ...viewSet(set, now.bytes), members: await Promise.all(views), ...leftOut, problems, ...alwaysKept };
    },
    async deleteBackup(name, { confirmation }, call) {
      const context = await contextOf(parts, call);
      if (confirmation !== name) throw notConfirmed(name);
      const operation = await deleteBackupSet(context, name);
      // A deletion that failed before is gone on with.
      return { operation: (await resumeOperation(context, operation.id)).id };
    },
    async readBackupLogs({ name, backup }, call) {
      const member = findSet(reading.sets(), name).members.find((one) => one.name === backup);
      if (member === undefined) throw noSuchMember(name, backup);
      return streamLines(readBackupLogs(await contextOf(parts, call), name, { part: partName(member.part) }));
    },
  };
}

/** A snapshot is shown also when the rules cannot be read; that it may be the last good one is said then. */
async function whyKept(context: Context, name: string): Promise<string | undefined> {
  try {
    return await whyAlwaysKept(context, name);
  } catch (error) {
    const fault = fromApiError(error);
    if (!(fault instanceof Fault)) throw error;
    return `whether it is the last good one cannot be read: ${fault.message}`;
  }
}

export function viewStarted({ set, operation, notIncluded }: StartedBackup): StartedBackupView {
  const leftOut = notIncluded.map(({ part, reason }) => ({ part, reason }));
  return { name: set, operation: operation.id, notIncluded: leftOut };
}

/**
 * What was read of a member that ended holds until its Backup changes; while it runs, until anything changes, since
 * the progress of its volumes is in it.
 */
function versionOf({ stage, backup }: SetMember, now: SetsNow): unknown {
  const ended = stage === "completed" || stage === "partially-failed" || stage === "failed";
  return ended ? `${backup?.uid ?? ""} ${stage}` : now.version;
}

function findSet({ sets }: SetsNow, name: string): BackupSet {
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  throw new Fault("backup-not-found", `There is no backup ${name}`, {
    reason: `${sets.length} backups are known`,
    remedy: "Look at the list of snapshots; a store that was only just connected is read within a minute or two",
  });
}

function notConfirmed(name: string): Fault {
  return new Fault("confirmation-missing", `Backup ${name} was not deleted`, {
    reason: "its name was not typed",
    remedy: `Give ${name} as the confirmation`,
  });
}

function noSuchMember(set: string, backup: string): Fault {
  return new Fault("backup-not-found", `Backup ${set} has no part ${backup}`, {
    remedy: "Open the snapshot from the list; its parts are named there",
  });
}

function partName(part: MemberPart): string | undefined {
  switch (part.kind) {
    case "application":
      return part.slug;
    case "console":
      return "console";
    case "unknown":
      return undefined;
  }
}

/** The first line is awaited, so that a log that cannot be read is a refusal and not an empty answer. */
async function streamLines(lines: AsyncGenerator<LogLineOfMember>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let next = await lines.next();
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${next.value.line}\n`));
      next = await lines.next();
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
