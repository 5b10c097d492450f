import { Readable } from "node:stream";

/** Artefacts of backups as they lie in the store. A finished backup's never change. */
export interface KeptArtefacts {
  /** What was kept under the key, or what `open` gives, which is kept once it was read to its end. No key: nothing is. */
  read(key: string | undefined, open: () => Promise<Readable | undefined>): Promise<Readable | undefined>;
  /** What was made of content of this digest; nobody changes it. One digest stands for one kind of content. */
  parsed<Value>(digest: string, parse: () => Promise<Value>): Promise<Value>;
}

/** Packed bytes: a tarball of some thousand objects has a few MiB. What is larger is read again. */
const limitBytes = 32 * 1024 * 1024;
/** After this time it is worth knowing whether the store still has it. */
const keptMilliseconds = 10 * 60_000;

/** Releases have 20 MiB at most; a driver works with one application at a time, as it is now and in the backup. */
const parsedLimit = 2;

interface Kept {
  readonly bytes: Buffer;
  readonly until: number;
}

/** Lives as long as one driver: what it holds may be secret, and is nowhere but in its memory. */
export function keepArtefacts(clock: { now(): number }): KeptArtefacts {
  const kept = new Map<string, Kept>();
  const values = new Map<string, unknown>();

  function keep(key: string, bytes: Buffer): void {
    const held = [...kept.values()].reduce((sum, one) => sum + one.bytes.length, 0);
    if (held + bytes.length <= limitBytes) kept.set(key, { bytes, until: clock.now() + keptMilliseconds });
  }

  return {
    async read(key, open) {
      for (const [name, { until }] of kept) if (until <= clock.now()) kept.delete(name);
      const found = key === undefined ? undefined : kept.get(key);
      if (found !== undefined) return Readable.from([found.bytes]);
      const stream = await open();
      if (key === undefined || stream === undefined) return stream;
      return Readable.from(
        readThrough(stream, (bytes) => keep(key, bytes)),
        { objectMode: false },
      );
    },
    async parsed<Value>(digest: string, parse: () => Promise<Value>): Promise<Value> {
      if (values.has(digest)) return values.get(digest) as Value;
      const value = await parse();
      const [oldest] = values.keys();
      if (oldest !== undefined && values.size >= parsedLimit) values.delete(oldest);
      values.set(digest, value);
      return value;
    },
  };
}

/** Hands on what comes, and all of it at the end, unless it is too much or breaks off. */
async function* readThrough(stream: Readable, atEnd: (bytes: Buffer) => void): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length <= limitBytes) chunks.push(chunk);
    yield chunk;
  }
  if (length <= limitBytes) atEnd(Buffer.concat(chunks));
}
