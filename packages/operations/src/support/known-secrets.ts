import { knownValues, shortestSecret, type KnownValues } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import type { Secret } from "../applications/record-objects.ts";
import { releaseChunkType, releaseIndexType } from "../applications/record-objects.ts";
import { applicationCopyKey } from "../applications/record-objects.ts";
import type { Context } from "../context.ts";

export interface KnownSecretsQuestion {
  readonly namespaces: readonly string[];
  /** Names that a bundle cannot do without; a Secret may hold them as well. */
  readonly names: ReadonlySet<string>;
}

/** Longer texts are files, of which the parts are taken. */
const longestWhole = 4096;
const longestFile = 256 * 1024;

/**
 * Every value of every Secret in the namespaces, in every form in which a program may write it. Throws what the API
 * server refuses: without the Secrets no log may leave.
 */
export async function readKnownSecrets(context: Context, question: KnownSecretsQuestion): Promise<KnownValues> {
  const values = new Set<string>();
  for (const namespace of question.namespaces) {
    const found = await context.kubernetes.listAll<Secret>(secrets, { namespace });
    for (const secret of found) for (const value of valuesOf(secret)) values.add(value);
  }
  const forms = [...values].filter((value) => !question.names.has(value)).flatMap(formsOf);
  return knownValues(forms);
}

/** A stored release is the vendor's archive; its index and the copy of the Application hold names alone. */
function valuesOf({ type, data = {} }: Secret): readonly string[] {
  if (type === releaseChunkType || type === releaseIndexType) return [];
  return Object.entries(data)
    .filter(([key]) => key !== applicationCopyKey)
    .flatMap(([, value]) => partsOf(Buffer.from(value, "base64")));
}

/** The whole, its lines, and what stands in it as a value: of a file, a program writes a part. */
export function partsOf(content: Buffer): readonly string[] {
  if (content.length > longestFile) return [];
  const text = content.toString("utf8");
  const whole = text.trim();
  if (text.includes("\u0000") || text.includes("\uFFFD")) return [];
  if (!/[\r\n]/u.test(whole) && !/^[[{]/u.test(whole)) return worth([text, whole, ...pieces(whole)]);
  const lines = whole.split(/\r?\n/u).map((line) => line.trim());
  const parts = [...lines, ...lines.flatMap(pieces), ...jsonLeaves(whole)];
  return worth(whole.length <= longestWhole ? [text, whole, ...parts] : parts);
}

function worth(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => part.length >= shortestSecret && /[^-=_*#\s.]/u.test(part));
}

/** Behind "name =" or "name:", and the user and password of an address. */
function pieces(line: string): readonly string[] {
  const [, assigned] = /^[\w.-]{1,80}\s*[:=]\s*(.+)$/u.exec(line) ?? [];
  const value = assigned?.replace(/^["']|["'],?$/gu, "");
  const path = /\bhttps?:\/\/[^/\s]+(\/[^\s?"']{12,})/iu.exec(line)?.[1];
  return [value, ...usersOf(line), path].filter((part) => part !== undefined);
}

/** Users and passwords of addresses; twice, because a password with / or @ in it may stand there as it is. */
function usersOf(line: string): readonly string[] {
  return line.split(/[\s"'<>]/u).flatMap((word) => {
    const begin = word.indexOf("://") + 3;
    const end = word.lastIndexOf("@");
    if (begin < 3 || end < begin) return [];
    const behind = word.slice(begin);
    const plain = behind.slice(0, behind.search(/[/@]/u));
    return [plain, word.slice(begin, end)].flatMap((given) => {
      const colon = given.indexOf(":");
      return colon === -1 ? [given] : [given.slice(0, colon), given.slice(colon + 1)];
    });
  });
}

function jsonLeaves(text: string): readonly string[] {
  try {
    return leaves(JSON.parse(text));
  } catch {
    return [];
  }
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** As it is, in JSON, in an address, in base64 at each of the three places in a group, and in hex. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inside = [0, 1, 2].flatMap((offset) => base64Inside(bytes, offset));
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    // Half a surrogate pair, as JSON can hold, has no form in an address.
    encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, "\uFFFD")),
    bytes.toString("base64").replace(/=+$/u, ""),
    ...inside,
    ...inside.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
  ];
  return [...new Set(forms)];
}

/** Without the letters that depend on what stands before and behind it. */
function base64Inside(bytes: Buffer, offset: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const text = padded.toString("base64").replace(/=+$/u, "");
  const begin = offset === 0 ? 0 : offset + 1;
  const behind = padded.length % 3 === 0 ? 0 : 1;
  const inner = text.slice(begin, text.length - behind);
  return inner.length >= shortestSecret + 2 ? [inner] : [];
}
