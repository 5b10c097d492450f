import { Fault, annotations, readNote } from "@holdfast/domain";
import type { CoverageNote, HookRun, SetMember } from "@holdfast/domain";
import {
  backupSelector,
  collectHookRuns,
  download,
  parseResourceList,
  parseResults,
  parseVolumeInfos,
  podVolumeBackupType,
  readLog,
  readText,
  volumeStage,
} from "@holdfast/velero";
import type {
  DownloadTargetKind,
  ListedResource,
  PodVolumeBackup,
  ResultEntry,
  VolumeInfo,
  VolumeStage,
} from "@holdfast/velero";
import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import { heldVolumes } from "../coverage/held-volumes.ts";
import type { HeldVolume } from "../coverage/held-volumes.ts";
import { secretsWhenNeeded } from "../hooks/application-secrets.ts";
import { showableHooks } from "../hooks/backup-hooks.ts";
import { showableResults } from "../hooks/showable-results.ts";
import type { LiveReading, Reading } from "./reading.ts";

/** One volume's way into the backup as its PodVolumeBackup tells it, live. */
export interface VolumeTransfer {
  readonly namespace: string;
  readonly pod: string;
  readonly volume: string;
  readonly stage: VolumeStage;
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly message?: string;
}

/** What Velero and the destination tell of one member. */
export interface MemberReading {
  readonly member: SetMember;
  /** Present while the cluster still holds them; Velero's sync brings them back with the backup. */
  readonly transfers: readonly VolumeTransfer[];
  readonly volumes: Reading<readonly VolumeInfo[]>;
  /** Every volume that was there, held or not. */
  readonly held: Reading<readonly HeldVolume[]>;
  /** What was said of the application's data when the backup was begun. */
  readonly coverage?: CoverageNote;
  readonly hooks: Reading<readonly HookRun[]>;
  readonly warnings: Reading<readonly ResultEntry[]>;
  readonly errors: Reading<readonly ResultEntry[]>;
}

/** What can be read of one member now; `namespace` is Velero's. */
export async function readMember(context: Context, namespace: string, member: SetMember): Promise<MemberReading> {
  const ended = member.stage === "completed" || member.stage === "partially-failed" || member.stage === "failed";
  if (!ended) {
    const reading = notReadable(member);
    const transfers = member.backup === undefined ? [] : await readTransfers(context, namespace, member.name);
    const unread = { volumes: reading, held: reading, hooks: reading, warnings: reading, errors: reading };
    return { member, transfers, ...unread, ...noteIn(member) };
  }
  const read = reader(context, namespace, member.name);
  const [transfers, objects, volumes, hooks, results] = await Promise.all([
    readTransfers(context, namespace, member.name),
    read("BackupResourceList", async (stream) => parseResourceList(await readText(stream))),
    read("BackupVolumeInfos", async (stream) => parseVolumeInfos(await readText(stream))),
    read("BackupLog", async (stream) => collectHookRuns(readLog(stream))),
    read("BackupResults", async (stream) => parseResults(await readText(stream))),
  ]);
  const secrets = secretsWhenNeeded(context, member.part);
  return {
    member,
    transfers,
    volumes,
    held: heldIn(member, objects, volumes),
    ...noteIn(member),
    hooks: await showableHooks(member, hooks, secrets),
    ...(await showableResults(results, secrets)),
  };
}

function noteIn(member: SetMember): { readonly coverage?: CoverageNote } {
  const coverage = readNote(member.backup?.annotations[annotations.coverage]);
  return coverage === undefined ? {} : { coverage };
}

/** Both lists are needed: one says which claims there were, the other what became of them. */
function heldIn(
  member: SetMember,
  objects: LiveReading<readonly ListedResource[]>,
  volumes: LiveReading<readonly VolumeInfo[]>,
): LiveReading<readonly HeldVolume[]> {
  if (objects.kind !== "known") return objects;
  if (volumes.kind !== "known") return volumes;
  const { coverage: note } = noteIn(member);
  return { kind: "known", value: heldVolumes({ objects: objects.value, volumes: volumes.value, note }) };
}

const goneReason =
  "It is gone: its files were removed from the destination, after which Velero forgets a backup, or somebody deleted it with another program. It cannot be restored.";

function notReadable(member: SetMember): LiveReading<never> {
  return member.stage === "absent" ? { kind: "unknown", reason: goneReason } : { kind: "not-yet" };
}

function reader(context: Context, namespace: string, name: string) {
  return async <Value>(
    kind: DownloadTargetKind,
    parse: (stream: Readable) => Promise<Value>,
  ): Promise<LiveReading<Value>> => {
    try {
      const stream = await download(context.kubernetes, namespace, { kind, name }, { signal: context.signal });
      if (stream === undefined)
        return { kind: "unknown", reason: "The destination holds no such file; Velero did not get to write it." };
      return { kind: "known", value: await parse(stream) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return {
        kind: "unknown",
        reason: [error.message, error.details.reason].filter((text) => text !== undefined).join(" "),
      };
    }
  };
}

async function readTransfers(context: Context, namespace: string, backup: string): Promise<readonly VolumeTransfer[]> {
  const query = { namespace, labelSelector: backupSelector(backup) };
  return (await context.kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, query)).map(transferOf);
}

function transferOf({ spec, status }: PodVolumeBackup): VolumeTransfer {
  return {
    namespace: spec.pod.namespace ?? "",
    pod: spec.pod.name ?? "",
    volume: spec.volume,
    stage: volumeStage(status?.phase),
    ...present("bytesDone", status?.progress?.bytesDone),
    ...present("bytesTotal", status?.progress?.totalBytes),
    ...present("startedAt", status?.startTimestamp),
    ...present("endedAt", status?.completionTimestamp),
    ...present("message", status?.message),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
