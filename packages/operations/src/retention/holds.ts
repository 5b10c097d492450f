import { createHash } from "node:crypto";
import { Fault, fieldManager, labels } from "@holdfast/domain";
import type { BackupSet, Hold } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { findWholeSet } from "../backups/list-sets.ts";
import { configMapType } from "../records/encode-record.ts";
import type { ConfigMap } from "../records/encode-record.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { notInstalled } from "./store-policy.ts";

export const holdKind = "hold";
const nameDigits = 16;
const longestReason = 400;

/** Every hold; none where the console is not installed. */
export async function listHolds({ kubernetes, consoleNamespace }: Context): Promise<readonly Hold[]> {
  try {
    const query = { namespace: consoleNamespace, labelSelector: `${labels.record}=${holdKind}` };
    return (await kubernetes.listAll<ConfigMap>(configMapType, query)).flatMap(holdOf);
  } catch (error) {
    throw fromApiError(error);
  }
}

async function findHold({ kubernetes, consoleNamespace }: Context, set: string): Promise<Hold | undefined> {
  const object = await kubernetes.get<ConfigMap>(configMapType, { namespace: consoleNamespace, name: holdName(set) });
  return object === undefined ? undefined : holdOf(object)[0];
}

/**
 * Refuses the deletion of a held backup, wherever the console is: a forgotten --console-namespace deletes nothing.
 * Faults: backup-held.
 */
export async function refuseHeld(context: Context, set: string): Promise<void> {
  const hold = (await holdsAnywhere(context)).find((one) => one.set === set);
  if (hold !== undefined) throw heldFault(hold);
}

/** Also those of a console in another namespace: no rule may want what every deletion is refused for. */
export async function holdsAnywhere(context: Context): Promise<readonly Hold[]> {
  try {
    const query = { labelSelector: `${labels.record}=${holdKind}` };
    return (await context.kubernetes.listAll<ConfigMap>(configMapType, query)).flatMap(holdOf);
  } catch (error) {
    if (isApiError(error, "Forbidden")) return listHolds(context);
    throw fromApiError(error);
  }
}

/**
 * Keeps a backup from every deletion, by rules and by hand, until it is released. A hold that is there already stays as
 * it is. Faults: backup-not-found, invalid-argument (a part of a backup, a reason that is too long, a backup that Velero
 * deletes by itself), locked (it is being deleted), holdfast-not-installed.
 */
export async function holdBackup(context: Context, name: string, reason?: string): Promise<Hold> {
  if ((reason ?? "").length > longestReason) {
    throw new Fault("invalid-argument", "The reason is too long.", {
      remedy: `Say it in ${longestReason} characters.`,
    });
  }
  const set = await findWholeSet(context, name);
  refuseOthers(set);
  refuseDeleting(set);
  const at = new Date(context.clock.now()).toISOString();
  const hold = { set: set.name, by: context.requestedBy, at, ...(reason === undefined ? {} : { reason }) };
  const written = await write(context, hold);
  // A deletion writes its record first and looks for holds then: one of the two sees the other.
  const now = await findWholeSet(context, set.name);
  if (now.state === "deleting") {
    await releaseBackup(context, set.name);
    refuseDeleting(now);
  }
  return written;
}

/** Undefined when it was not held. A backup that is gone may be released, too. */
export async function releaseBackup(context: Context, set: string): Promise<Hold | undefined> {
  const { kubernetes, consoleNamespace } = context;
  const hold = await findHold(context, set);
  if (hold === undefined) return undefined;
  try {
    await kubernetes.delete(configMapType, { namespace: consoleNamespace, name: holdName(set) });
    return hold;
  } catch (error) {
    throw fromApiError(error);
  }
}

function heldFault({ set, by, at, reason }: Hold): Fault {
  return new Fault("backup-held", `Backup ${set} is held.`, {
    reason: `By ${by} since ${at}${reason === undefined ? "" : `: ${reason}`}.`,
    remedy: `If it is not needed any more: \`holdfast backup release ${set}\`.`,
  });
}

async function write(context: Context, hold: Hold): Promise<Hold> {
  const { kubernetes, consoleNamespace } = context;
  try {
    await kubernetes.create<ConfigMap>(configMapType, holdObject(consoleNamespace, hold), { fieldManager });
    return hold;
  } catch (error) {
    if (isApiError(error, "NotFound")) throw notInstalled(context, "holds");
    const earlier = isApiError(error, "AlreadyExists") ? await findHold(context, hold.set) : undefined;
    if (earlier === undefined) throw fromApiError(error);
    return earlier;
  }
}

function refuseOthers({ name, origin, scope }: BackupSet): void {
  if (origin === "holdfast" && scope !== "safety") return;
  const whose = origin === "holdfast" ? "is a safety snapshot" : "was made outside Holdfast";
  throw new Fault("invalid-argument", `Backup ${name} ${whose} and cannot be held.`, {
    reason: "Velero deletes it by itself when its time is over, whatever Holdfast does.",
    remedy:
      origin === "holdfast"
        ? "Make a backup of your own: `holdfast backup create`."
        : "Make it with a longer --ttl, or make one with `holdfast backup create`.",
  });
}

function refuseDeleting({ name, state }: BackupSet): void {
  if (state !== "deleting") return;
  throw new Fault("locked", `Backup ${name} is being deleted.`, {
    remedy: "It is too late to hold it: hold another one (`holdfast backup list`).",
  });
}

/** Names of backups may be longer than a ConfigMap's may be. */
function holdName(set: string): string {
  return `holdfast-hold-${createHash("sha256").update(set).digest("hex").slice(0, nameDigits)}`;
}

function holdObject(namespace: string, { set, by, at, reason }: Hold): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: holdName(set), namespace, labels: { [labels.record]: holdKind } },
    data: { set, by, at, ...(reason === undefined ? {} : { reason }) },
  };
}

/** One whose backup cannot be read holds nothing, and cannot: it does not say what. */
function holdOf({ data }: ConfigMap): readonly Hold[] {
  const { set, by = "", at = "", reason } = data ?? {};
  return set === undefined ? [] : [{ set, by, at, ...(reason === undefined ? {} : { reason }) }];
}
