/**
 * The guestbook's front end: `guestbook serve`, and what the backup's hooks run in its container:
 * `guestbook lock take`, `guestbook delete-temporary`, `guestbook lock release`.
 */
import { createBackupLock } from "./backup-lock.ts";
import { openBook } from "./book.ts";
import { createGuestbookServer } from "./server.ts";
import { openUploads } from "./uploads.ts";

const port = 8080;
const lockSeconds = Number(process.env["GUESTBOOK_LOCK_SECONDS"] ?? "900");
const uploadsDirectory = process.env["GUESTBOOK_UPLOADS"] ?? "/uploads";
const lock = createBackupLock({
  path: process.env["GUESTBOOK_LOCK"] ?? "/run/guestbook/backup.lock",
  seconds: lockSeconds,
  now: () => Date.now(),
});

const commands: Readonly<Record<string, () => Promise<void>>> = {
  serve,
  "lock take": takeLock,
  "lock release": async () => {
    await lock.release();
    log("lock released, the guestbook can be signed again");
  },
  "delete-temporary": async () => {
    const uploads = await openUploads(uploadsDirectory);
    log(`${await uploads.deleteTemporary()} temporary files deleted`);
  },
};

const name = process.argv.slice(2).join(" ");
const command = commands[name];
if (command === undefined) {
  log(`unknown command "${name}"; there are: ${Object.keys(commands).join(", ")}`);
  process.exitCode = 2;
} else {
  await command().catch((error: unknown) => {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}

async function serve(): Promise<void> {
  const book = openBook((reason) => log(`the database closed a connection: ${reason.message}`));
  const uploads = await openUploads(uploadsDirectory);
  const server = createGuestbookServer({ title: process.env["GUESTBOOK_TITLE"] ?? "Guestbook", book, uploads, lock });
  // As process 1 of a container a program gets no default for SIGTERM: without this, every stop takes the grace period.
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close(() => void book.close());
      server.closeIdleConnections();
    });
  }
  server.listen(port, () => log(`listening on port ${port}`));
}

/** Returns when no write is under way and none can begin. */
async function takeLock(): Promise<void> {
  await lock.take();
  try {
    await waitForWriters();
  } catch (error) {
    await lock.release();
    throw error;
  }
  log(`lock taken for at most ${lockSeconds} s, nothing is being written`);
}

async function waitForWriters(): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await countWriters()) > 0) {
    if (Date.now() > deadline) throw new Error("uploads did not end within 20 s; the lock was given back");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function countWriters(): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/writing`);
  const { writing } = (await response.json()) as { readonly writing: number };
  return writing;
}

function log(message: string): void {
  console.log(message);
}
