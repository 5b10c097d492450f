/**
 * Notes: one text file per note in one directory.
 * GET / is the page, GET /notes the list, GET, PUT and DELETE /notes/NAME one note.
 */
import { mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { join } from "node:path";

const directory = process.env["NOTES_DIRECTORY"] ?? "/notes";
const title = process.env["NOTES_TITLE"] ?? "Notes";
const port = 8080;

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    send(response, absent ? 404 : 500, absent ? "There is no such note." : String(error));
  });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://notes").pathname;
  const [, name] = /^\/notes\/([\w.-]+)$/.exec(path) ?? [];
  if (name !== undefined && !name.startsWith(".")) return answerNote(request, response, name);
  if (request.method === "GET" && path === "/notes")
    return send(response, 200, JSON.stringify(await list()), "application/json");
  if (request.method === "GET" && path === "/healthz") return send(response, 200, "alive");
  if (request.method === "GET" && path === "/")
    return send(response, 200, await renderPage(), "text/html; charset=utf-8");
  if (request.method === "POST" && path === "/add") return add(request, response);
  return send(response, 404, "There is no such page. A note's name has letters, digits, dots, - and _.");
}

async function answerNote(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
  switch (request.method) {
    case "GET":
      return send(response, 200, await readFile(join(directory, name)), "text/plain; charset=utf-8");
    case "PUT":
      await write(name, await buffer(request));
      return send(response, 201, `${name} written`);
    case "DELETE":
      await rm(join(directory, name));
      return send(response, 200, `${name} deleted`);
    case undefined:
    default:
      return send(response, 405, "A note can be read (GET), written (PUT) and deleted (DELETE).");
  }
}

async function add(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await buffer(request)).toString());
  const name = (form.get("name") ?? "").replaceAll(/[^\w.-]+/g, "-").replace(/^\.+/, "");
  if (name === "") return send(response, 400, "A note needs a name.");
  await write(name, Buffer.from(form.get("text") ?? ""));
  response.writeHead(303, { location: "./" }).end();
}

/** Whole or not at all, and durable when it returns. */
async function write(name: string, content: Buffer): Promise<void> {
  const temporary = join(directory, `.${name}.${process.hrtime.bigint()}`);
  const file = await open(temporary, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, name));
}

async function list(): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

async function renderPage(): Promise<string> {
  const names = await list();
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}input,textarea{display:block;width:100%;margin:.3rem 0 1rem;font:inherit}</style>
<h1>${escape(title)}</h1>
<form method="post" action="add"><label>Name <input name="name" required></label><label>Text <textarea name="text" rows="4"></textarea></label><button>Write the note</button></form>
<ul>${names.map((name) => `<li><a href="notes/${name}">${escape(name)}</a></li>`).join("")}</ul></html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": type }).end(body);
}

// As process 1 of a container a program gets no default for SIGTERM.
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
await mkdir(directory, { recursive: true });
server.listen(port);
