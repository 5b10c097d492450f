import type { Readable } from "node:stream";
import { Fault } from "@holdfast/domain";

const defaultLimit = 64 * 1024 * 1024;

/** The whole stream as text, for artefacts that are one JSON document. Above the limit it ends with a Fault. */
export async function readText(stream: Readable, limit = defaultLimit): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > limit) {
      throw new Fault("artefact-unreadable", `The artefact is larger than ${limit} bytes unpacked`, {
        remedy: "Read it with velero backup describe or velero restore describe",
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
