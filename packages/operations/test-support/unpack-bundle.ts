import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";

/** Every file of a gzip-compressed tar, as text, by path. */
export async function unpackBundle(archive: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const reading = extract();
  Readable.from([gunzipSync(archive)]).pipe(reading);
  for await (const entry of reading) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    files.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return files;
}

/**
 * Where a secret is found: as it is, in any case, percent-encoded, in hex, and inside of whatever can be decoded from
 * base64 or gzip, four layers deep.
 */
export function findSecret(files: ReadonlyMap<string, string>, secret: string): readonly string[] {
  return [...files].filter(([path, text]) => holds(`${path}\n${text}`, secret, 0)).map(([path]) => path);
}

function holds(text: string, secret: string, depth: number): boolean {
  const small = text.toLowerCase();
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("hex")];
  if (forms.some((form) => small.includes(form.toLowerCase()))) return true;
  if (depth === 4) return false;
  return (text.match(/[A-Za-z0-9+/_-]{12,}={0,2}/gu) ?? []).some((found) =>
    [0, 1, 2, 3].some((offset) => {
      const bytes = Buffer.from(found.slice(offset), "base64");
      const inner = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes) : bytes;
      return inner.includes(secret) || (inner !== bytes && holds(inner.toString(), secret, depth + 1));
    }),
  );
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}
