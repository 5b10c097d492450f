import type { Readable } from "node:stream";
import { backupType, downloadPacked, unpack } from "@holdfast/velero";
import type { Backup, DownloadTargetKind } from "@holdfast/velero";
import type { Context } from "../context.ts";

export interface BackupToRead {
  readonly veleroNamespace: string;
  readonly backup: string;
}

/**
 * What Velero wrote about a finished backup, as a stream; undefined when the store has no such object. What this driver
 * has read a moment ago is not read again from the store, as long as the Backup is the same one.
 * Faults: artefact-unreadable, deadline-passed.
 */
export async function findArtefact(
  context: Context,
  { veleroNamespace, backup }: BackupToRead,
  kind: DownloadTargetKind,
): Promise<Readable | undefined> {
  const target = { kind, name: backup };
  const open = () => downloadPacked(context.kubernetes, veleroNamespace, target, { signal: context.signal });
  const packed = await (context.artefacts === undefined
    ? open()
    : context.artefacts.read(await keyOf(context, { veleroNamespace, backup }, kind), open));
  return packed === undefined ? undefined : unpack(packed, target);
}

/** Another backup of the same name has another uid; of one that is gone, or has not ended, nothing is kept. */
async function keyOf(
  { kubernetes }: Context,
  { veleroNamespace, backup }: BackupToRead,
  kind: DownloadTargetKind,
): Promise<string | undefined> {
  const found = await kubernetes.get<Backup>(backupType, { name: backup, namespace: veleroNamespace });
  if (found?.status?.completionTimestamp === undefined || found.metadata.deletionTimestamp !== undefined)
    return undefined;
  return `${found.metadata.uid ?? ""} ${kind}`;
}
