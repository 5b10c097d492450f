import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** An append-only log of two files at most: `path` and, when that is full, the one before as `path`.1. */
export interface BoundedLog {
  write(text: string | Uint8Array): void;
  close(): void;
}

const defaultLimitBytes = 8 * 1024 ** 2;

export function openBoundedLog(path: string, limitBytes: number = defaultLimitBytes): BoundedLog {
  let file = openSync(path, "a");
  let size = fstatSync(file).size;
  return {
    write(text) {
      const bytes = typeof text === "string" ? Buffer.from(text) : text;
      if (size > 0 && size + bytes.length > limitBytes) {
        closeSync(file);
        renameSync(path, `${path}.1`);
        file = openSync(path, "a");
        size = 0;
      }
      writeSync(file, bytes);
      size += bytes.length;
    },
    close() {
      closeSync(file);
    },
  };
}
