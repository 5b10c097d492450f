import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBackupLock, type BackupLock } from "./backup-lock.ts";
import type { Book, Entry, FileRow } from "./book.ts";
import { createGuestbookServer } from "./server.ts";
import { openUploads, type Uploads } from "./uploads.ts";

let directory: string;
let now = 0;
let lock: BackupLock;
let uploads: Uploads;
let address: string;
let close: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "guestbook-"));
  now = 1_000_000;
  lock = createBackupLock({ path: join(directory, "backup.lock"), seconds: 60, now: () => now });
  uploads = await openUploads(join(directory, "uploads"));
  const server = createGuestbookServer({ title: "Guestbook", book: bookInMemory(), uploads, lock });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(() => resolve()));
});

afterEach(async () => {
  await close();
  await rm(directory, { recursive: true });
});

test("what was written is read back, rows and files", async () => {
  await post([{ author: "Ada", text: "<hello>" }]);
  const content = Buffer.alloc(100_000, "x");
  await fetch(`${address}/files/a%20b.bin`, { method: "PUT", body: content });

  expect(await (await fetch(`${address}/entries`)).json()).toMatchObject([{ id: 1, author: "Ada", text: "<hello>" }]);
  expect(Buffer.from(await (await fetch(`${address}/files/a%20b.bin`)).arrayBuffer()).equals(content)).toBe(true);
  expect(await (await fetch(address)).text()).toContain("&lt;hello&gt;");
});

test("while the lock is held the guestbook can be read and not written", async () => {
  await lock.take();
  expect((await post([{ author: "Ada", text: "late" }])).status).toBe(503);
  expect((await fetch(`${address}/files/f`, { method: "PUT", body: "late" })).status).toBe(503);
  expect((await fetch(`${address}/entries`)).status).toBe(200);
  await lock.release();
  expect((await post([{ author: "Ada", text: "now" }])).status).toBe(201);
});

test("a lock that nobody released ends by itself, and its late release is refused", async () => {
  await lock.take();
  now += 60_000;
  expect((await post([{ author: "Ada", text: "after" }])).status).toBe(201);
  await expect(lock.release()).rejects.toThrow("was not held until the end");
});

test("a backup takes the lock over from one that died; of two at once, the second learns that it was not alone", async () => {
  await lock.take();
  await lock.take();
  expect(await lock.isHeld()).toBe(true);
  await lock.release();
  await expect(lock.release()).rejects.toThrow("was not held until the end");
});

test("the same content under two names is one file, and temporary files do not stay", async () => {
  for (const name of ["one", "two"]) await fetch(`${address}/files/${name}`, { method: "PUT", body: "same" });
  expect(await readdir(join(directory, "uploads", "files"))).toHaveLength(1);
  await writeFile(join(directory, "uploads", "tmp", "unfinished"), "half");
  expect(await uploads.deleteTemporary()).toBe(1);
  expect(await readdir(join(directory, "uploads", "tmp"))).toEqual([]);
});

test("an entry that is none is refused, an absent file is not found", async () => {
  expect((await fetch(`${address}/entries`, { method: "POST", body: "{" })).status).toBe(400);
  expect((await post([{ author: "Ada" }])).status).toBe(400);
  expect((await fetch(`${address}/files/none`)).status).toBe(404);
});

function post(entries: unknown): Promise<Response> {
  return fetch(`${address}/entries`, { method: "POST", body: JSON.stringify(entries) });
}

function bookInMemory(): Book {
  const entries: Entry[] = [];
  const files = new Map<string, FileRow>();
  return {
    prepare: async () => {},
    entries: async () => entries,
    sign: async (added) => {
      for (const entry of added)
        entries.push({ ...entry, id: entries.length + 1, writtenAt: "2026-01-01T00:00:00.000000Z" });
    },
    files: async () => [...files.values()],
    file: async (name) => files.get(name),
    nameFile: async (name, stored) => void files.set(name, { name, ...stored }),
    close: async () => {},
  };
}
