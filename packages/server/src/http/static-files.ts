import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { Readable } from "node:stream";
import type { MiddlewareHandler } from "hono";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

interface StaticFile {
  readonly path: string;
  readonly size: number;
  readonly contentType: string;
}

/**
 * Serves the files that were in the directory at the start and no other path. Files under `assets/` have their
 * content's hash in the name and are kept for a year; any other address that asks for a page gets `index.html`.
 */
export async function serveFiles(directory: string): Promise<MiddlewareHandler> {
  const files = await listFiles(directory);
  return async (context, next) => {
    if (context.req.method !== "GET" && context.req.method !== "HEAD") return next();
    const path = context.req.path;
    const wantsPage = context.req.header("accept")?.includes("text/html") === true;
    const file = files.get(path) ?? (wantsPage ? files.get("/index.html") : undefined);
    if (file === undefined) return next();
    const lasting = path.startsWith("/assets/") && files.has(path);
    const headers = {
      "Content-Type": file.contentType,
      "Content-Length": String(file.size),
      "Cache-Control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
    };
    if (context.req.method === "HEAD") return context.body(null, 200, headers);
    const content = Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>;
    return context.body(content, 200, headers);
  };
}

async function listFiles(directory: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, StaticFile]> => {
        const path = join(entry.parentPath, entry.name);
        const contentType = contentTypes[extname(entry.name)] ?? "application/octet-stream";
        return [`/${relative(directory, path)}`, { path, size: (await stat(path)).size, contentType }];
      }),
  );
  return new Map(files);
}
