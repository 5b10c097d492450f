import { readFile, rename, rm, writeFile } from "node:fs/promises";

/**
 * The lock file that a backup's hooks take before the uploads are copied and release afterwards. While it is there
 * the guestbook can be read and not written. It lies outside the volumes that are backed up, so that a restored
 * guestbook is never locked by the backup it came from.
 *
 * A lock that nobody released (the backup died) ends by itself after `seconds`. The release of a lock that has ended
 * is then refused, because uploads may have changed while they were copied.
 */
export interface BackupLock {
  /**
   * Takes it over from a backup that died. Should that one live, its release ends this lock early, and the release of
   * this one is refused: two backups at once never both look good.
   */
  take(): Promise<void>;
  /** Refused with LockRefused when it was not held until now. */
  release(): Promise<void>;
  isHeld(): Promise<boolean>;
}

class LockRefused extends Error {
  override readonly name = "LockRefused";
}

export interface LockOptions {
  readonly path: string;
  readonly seconds: number;
  readonly now: () => number;
}

export function createBackupLock({ path, seconds, now }: LockOptions): BackupLock {
  async function isHeld(): Promise<boolean> {
    const end = await readEnd(path);
    return end !== undefined && end > now();
  }
  return {
    isHeld,
    async take() {
      await writeFile(`${path}.new`, String(now() + seconds * 1000));
      await rename(`${path}.new`, path);
    },
    async release() {
      const held = await isHeld();
      await rm(path, { force: true });
      if (!held) {
        throw new LockRefused(
          `the lock was not held until the end of the backup (it lasts ${seconds} s): files may have changed while they were copied`,
        );
      }
    },
  };
}

async function readEnd(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
