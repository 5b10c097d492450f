import { writeFile } from "node:fs/promises";
import { Fault } from "@holdfast/domain";

/** Writes a file that does not exist yet, in one go with its mode. Faults: already-exists, invalid-argument. */
export async function writeNewFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  try {
    await writeFile(path, content, { mode, flag: "wx" });
  } catch (error) {
    if (isCode(error, "EEXIST")) {
      throw new Fault("already-exists", `${path} exists already; it is never overwritten`, {
        remedy: "Give another file name, or move the existing file away first",
        cause: error,
      });
    }
    throw new Fault("invalid-argument", `${path} cannot be written`, {
      reason: error instanceof Error ? error.message : String(error),
      remedy: "Give a path in a directory that exists and that you may write to",
      cause: error,
    });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
