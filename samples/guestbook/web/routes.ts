import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { BackupLock } from "./backup-lock.ts";
import type { Book, NewEntry } from "./book.ts";
import { renderPage } from "./page.ts";
import type { Uploads } from "./uploads.ts";

export interface Guestbook {
  readonly title: string;
  readonly book: Book;
  readonly uploads: Uploads;
  readonly lock: BackupLock;
}

/** An answer other than 200 that the caller can act on. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Handle = (request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;

/** By method and path; paths that end in "/files/" are followed by a file's name. */
export function routesOf(guestbook: Guestbook): Readonly<Record<string, Handle>> {
  const { book, uploads } = guestbook;
  const writers = countWriters(guestbook.lock);
  return {
    ...healthRoutes(guestbook),
    "GET /": async (_request, response) => {
      const [entries, files] = await Promise.all([book.entries(), book.files()]);
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(renderPage(guestbook.title, entries, files));
    },
    "GET /writing": async (_request, response) => sendJson(response, 200, { writing: writers.count() }),
    "GET /entries": async (_request, response) => sendJson(response, 200, await book.entries()),
    "POST /entries": async (request, response) => {
      const entries = parseEntries(await text(request));
      await writers.write(() => book.sign(entries));
      sendJson(response, 201, { signed: entries.length });
    },
    "POST /sign": async (request, response) => {
      const form = new URLSearchParams(await text(request));
      await writers.write(() => book.sign([{ author: form.get("author") ?? "", text: form.get("text") ?? "" }]));
      response.writeHead(303, { location: "./" }).end();
    },
    "GET /files": async (_request, response) => sendJson(response, 200, await book.files()),
    "GET /files/": async (_request, response, name) => {
      const file = await book.file(name);
      if (file === undefined) throw new Refusal(404, `There is no file ${name}.`);
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.bytes });
      await pipeline(uploads.read(file.sha256), response);
    },
    "PUT /files/": (request, response, name) =>
      writers.write(async () => {
        const stored = await uploads.store(request);
        await book.nameFile(name, stored);
        sendJson(response, 201, { name, ...stored });
      }),
  };
}

function healthRoutes({ book }: Guestbook): Readonly<Record<string, Handle>> {
  let prepared = false;
  return {
    "GET /healthz": async (_request, response) => sendJson(response, 200, { alive: true }),
    "GET /readyz": async (_request, response) => {
      if (!prepared) await book.prepare();
      prepared = true;
      await book.file("");
      sendJson(response, 200, { ready: true });
    },
  };
}

function countWriters(lock: BackupLock) {
  let writing = 0;
  return {
    count: () => writing,
    /** Counted first, then the lock is looked at: who takes the lock and then sees no writer knows none will come. */
    async write(action: () => Promise<void>): Promise<void> {
      writing += 1;
      try {
        if (await lock.isHeld()) throw new Refusal(503, "A backup is being made. Try again in a moment.");
        await action();
      } finally {
        writing -= 1;
      }
    },
  };
}

function parseEntries(body: string): readonly NewEntry[] {
  const value = parseJson(body);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return entries.map((entry) => {
    if (!isNewEntry(entry)) throw new Refusal(400, "An entry is { author, text }, both texts.");
    return { author: entry.author, text: entry.text };
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

function isNewEntry(value: unknown): value is NewEntry {
  return (
    typeof value === "object" &&
    value !== null &&
    "author" in value &&
    typeof value.author === "string" &&
    "text" in value &&
    typeof value.text === "string"
  );
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
