import { Fault } from "@holdfast/domain";
import type { ReadArtefact } from "@holdfast/domain";
import { parseResourceList, parseResults, readLog, readText } from "@holdfast/velero";
import type { DownloadTargetKind, Results } from "@holdfast/velero";
import type { Readable } from "node:stream";
import type { Context } from "../context.ts";
import { findArtefact } from "./find-artefact.ts";
import type { BackupToRead } from "./find-artefact.ts";

/** What of a member is not needed to restore it, but tells what it holds. */
export interface MemberArtefacts {
  readonly readings: readonly ReadArtefact[];
  /** How many objects Velero's own list has. */
  readonly listed?: number;
  readonly results?: Results;
}

/** Reads each to its end; what cannot be read is said as such. */
export async function readArtefacts(context: Context, from: BackupToRead): Promise<MemberArtefacts> {
  const read = reader(context, from);
  const [log, results, list] = await Promise.all([
    read("BackupLog", "log", countLines),
    read("BackupResults", "list of warnings and errors", async (stream) => parseResults(await readText(stream))),
    read("BackupResourceList", "list of objects", async (stream) => parseResourceList(await readText(stream)).length),
  ]);
  return {
    readings: [log.reading, results.reading, list.reading],
    ...(list.value === undefined ? {} : { listed: list.value }),
    ...(results.value === undefined ? {} : { results: results.value }),
  };
}

async function countLines(stream: Readable): Promise<number> {
  let lines = 0;
  for await (const line of readLog(stream)) if (line !== undefined) lines += 1;
  return lines;
}

interface Read<Value> {
  readonly reading: ReadArtefact;
  readonly value?: Value;
}

function reader(context: Context, from: BackupToRead) {
  return async <Value>(
    kind: DownloadTargetKind,
    what: string,
    decode: (stream: Readable) => Promise<Value>,
  ): Promise<Read<Value>> => {
    const artefact = { member: from.backup, what, isNeeded: false };
    try {
      const stream = await findArtefact(context, from, kind);
      if (stream === undefined) return { reading: { ...artefact, reading: { kind: "absent" } } };
      return { reading: { ...artefact, reading: { kind: "read" } }, value: await decode(stream) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { reason, remedy } = error.details;
      const message = reason === undefined ? error.message : `${error.message}: ${reason}`;
      const reading = { kind: "unreadable", message, ...(remedy === undefined ? {} : { remedy }) } as const;
      return { reading: { ...artefact, reading } };
    }
  };
}
