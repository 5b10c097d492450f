import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, type ReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Uploaded files, named by their SHA-256 and never changed or deleted: a row may name a file only after the file is
 * durable. So a dump of the rows together with a later copy of the files is complete, whatever was written between.
 */
export interface Uploads {
  /** Returns after the file is on disk. Storing the same content twice is one file. */
  store(content: Readable): Promise<StoredFile>;
  read(sha256: string): ReadStream;
  /** Deletes what unfinished uploads left behind; returns how many files. Call it only while nothing is written. */
  deleteTemporary(): Promise<number>;
}

export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
}

export async function openUploads(directory: string): Promise<Uploads> {
  const files = join(directory, "files");
  const temporary = join(directory, "tmp");
  await mkdir(files, { recursive: true });
  await mkdir(temporary, { recursive: true });
  return {
    async store(content) {
      const path = join(temporary, randomUUID());
      try {
        const stored = await write(content, path);
        await rename(path, join(files, stored.sha256));
        await synchronise(files);
        return stored;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    read: (sha256) => createReadStream(join(files, sha256)),
    async deleteTemporary() {
      const names = await readdir(temporary);
      await Promise.all(names.map((name) => rm(join(temporary, name), { force: true })));
      return names.length;
    },
  };
}

async function write(content: Readable, path: string): Promise<StoredFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, measure, createWriteStream(path, { flags: "wx", flush: true }));
  return { sha256: hash.digest("hex"), bytes };
}

/** A new name is durable only when its directory is. */
async function synchronise(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
