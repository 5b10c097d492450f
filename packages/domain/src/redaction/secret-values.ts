import { redacted } from "./known-values.ts";
import { isSecretName } from "./secret-names.ts";

/** name=, name:, "name": and name =>, also with quotes that are escaped several times. */
const assignment =
  /(?<![A-Za-z0-9_.])(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})(?:\\{0,7}["'])?[ \t]{0,3}(?:[:=]|=>)[ \t]{0,3}/gu;
const option = /(?<![A-Za-z0-9_.-])(?<name>--?[A-Za-z][A-Za-z0-9-]{1,60})\s{1,8}(?=[^\s-])/gu;

/** A text in quotes that are escaped, in quotes, or with one quote that never ends: then up to the end of the line. */
const quoted = /(?:(\\{1,7}["'])[\s\S]*?(?<!\\)\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|''|[^'\\])*'|\\{0,7}["'][^\n]*)/u
  .source;
const group = /\{[^{}]{0,2000}\}|\[[^[\]]{0,2000}\]/u.source;
const assigned = new RegExp(`${quoted}|${group}|[^\\s,;&"'\\\\)}\\]]+`, "uy");
const optional = new RegExp(`${quoted}|\\S+`, "uy");

/** The values of everything that is named like a secret. */
export function redactNamed(text: string): string {
  return redactBehind(redactBehind(redactLines(text), assignment, assigned), option, optional);
}

/** Only behind names of secrets a value is looked for: what another value holds may be an assignment in itself. */
function redactBehind(text: string, names: RegExp, values: RegExp): string {
  const parts: string[] = [];
  let begin = 0;
  for (const match of text.matchAll(names)) {
    const at = match.index + match[0].length;
    if (match.index < begin || !isSecretName(match.groups?.["name"]?.replace(/^-+/u, "") ?? "")) continue;
    values.lastIndex = at;
    const value = values.exec(text)?.[0];
    if (value === undefined || isHarmless(value)) continue;
    const quote = /^\\*["']/u.exec(value)?.[0] ?? "";
    parts.push(text.slice(begin, at), quote, redacted, quote);
    begin = at + value.length;
  }
  return [...parts, text.slice(begin)].join("");
}

/** Switches and absent values tell nothing and help whoever looks for a mistake. */
function isHarmless(value: string): boolean {
  return /^\\*["']?(true|false|null|nil|none|undefined|<nil>|<none>|\{|\[|\[redacted.*|)\\*["']?$/iu.test(value);
}

/** A line of a file: a value may have blanks in it, or be the block below it. */
const line =
  /^(?<name>(?<indent>[ \t]*(?:-[ \t]+)?)(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]{0,80})[ \t]*[:=][ \t]*(?<value>[^\s{["'&*|>].*|[|>][-+0-9]{0,3}[ \t]*|)$/u;

function redactLines(text: string): string {
  const result: string[] = [];
  /** Lines that belong to a secret: those further in than its name. */
  let depth: number | undefined;
  for (const one of text.split("\n")) {
    if (depth !== undefined && isInside(one, depth)) {
      if (one.trim() === "") result.push(one);
      else if (result.at(-1)?.trim() !== redacted) result.push(" ".repeat(depth + 1) + redacted);
      continue;
    }
    const { name = "", indent = "", value = "" } = line.exec(one.replace(/\r$/u, ""))?.groups ?? {};
    const isSecret = isSecretName(name.slice(indent.length).replace(/^export[ \t]+/u, ""));
    depth = isSecret && (value === "" || /^[|>]/u.test(value)) ? indent.length : undefined;
    const isTold = isSecret && depth === undefined && !isHarmless(value.trim());
    result.push(isTold ? one.slice(0, one.lastIndexOf(value)) + redacted : one);
  }
  return result.join("\n");
}

function isInside(text: string, depth: number): boolean {
  const indent = /^[ \t]*/u.exec(text)?.[0].length ?? 0;
  // An empty line ends no block, and a list may stand as far out as its name.
  return text.trim() === "" || indent > depth || (indent === depth && /^[ \t]*- /u.test(text));
}
