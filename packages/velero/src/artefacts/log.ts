import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseLogLine, type LogLine } from "./log-line.ts";

/** Entries of a log artefact as they arrive. The stream is the unpacked one that `download` returns. */
export async function* readLog(stream: Readable): AsyncGenerator<LogLine> {
  for await (const line of readLines(stream)) yield parseLogLine(line);
}

/** Lines without their ends; empty lines are left out. A stream that breaks throws. */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  let failure: unknown;
  stream.once("error", (error) => (failure = error));
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== "") yield line;
  }
  if (failure !== undefined) throw failure;
}
