import { knownValues, redacted, type KnownValues } from "./known-values.ts";
import { isSecretName } from "./secret-names.ts";

export interface RedactionOptions {
  /** Values that are secrets, in every form in which they may be written. */
  readonly known?: readonly string[] | KnownValues;
}

/** What is a secret by its form. Each keeps what names it and drops what it holds. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----[\s\S]*?(?:-----END \1-----|$)/gu, `[redacted $1]`],
  // Also in JSON, where line ends are written as \n.
  [/(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#"'<>@]{1,1000}@/giu, `$1${redacted}@`],
  [/\b(Bearer|Basic|Digest|Negotiate|Token|ApiKey)(\s+|%20)[A-Za-z0-9._~+/=-]{6,}/giu, `$1$2${redacted}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/gu, redacted],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/gu, redacted],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}/gu, redacted],
  [/\bxox[abeprs]-[A-Za-z0-9-]{8,}/gu, redacted],
  [/\b(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks|hc-ping\.com)\/[^\s"']+/giu, redacted],
  [/\bAIza[A-Za-z0-9_-]{30,}/gu, redacted],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/gu, redacted],
  [/([?&;](?:sig|signature|x-amz-[a-z-]+|x-goog-[a-z-]+|se|code|auth|key)=)[^&\s"'<>]+/giu, `$1${redacted}`],
];

/** name=value, name: value, "name":"value", --name value, and the same with an escaped quote. */
const assignment =
  /(?<![A-Za-z0-9_.])(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})(?<between>\\?["']?[ \t]{0,3}(?:[:=]|=>)[ \t]{0,3})(?<value>\\?"(?:[^"\\]|\\(?!").)*\\?"|\\?'[^']*'|[^\s,;&"'\\)}\]]+)/gu;
/** A line of a file: a value may have blanks in it. */
const line =
  /^(?<name>[ \t]*(?:-[ \t]+|export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]{0,80})(?<between>[ \t]*[:=][ \t]*)(?<value>[^\s{["'&*|>][^\n]*)$/gmu;
const option = /(?<![A-Za-z0-9_.-])(?<name>--?[A-Za-z][A-Za-z0-9-]{1,60})(?<between>\s+)(?<value>[^\s-][^\s]*)/gu;

/**
 * A text of any program without what is known or looks like a secret. What a program writes of a secret in its own way,
 * without a name and unknown to the cluster, cannot be found.
 */
export function redactText(text: string, { known = [] }: RedactionOptions = {}): string {
  const values = "redact" in known ? known : knownValues(known);
  let result = values.redact(text);
  for (const [pattern, replacement] of forms) result = result.replaceAll(pattern, replacement);
  return result
    .replaceAll(line, replaceAssigned)
    .replaceAll(assignment, replaceAssigned)
    .replaceAll(option, replaceAssigned);
}

function replaceAssigned(whole: string, name: string, between: string, value: string): string {
  if (!isSecretName(name.replace(/^[ \t-]*(?:export[ \t]+)?/u, "")) || isHarmless(value)) return whole;
  const quote = /^\\?["']/u.exec(value)?.[0] ?? "";
  return `${name}${between}${quote}${redacted}${quote}`;
}

/** Switches and absent values tell nothing and help whoever looks for a mistake. */
function isHarmless(value: string): boolean {
  return /^\\?["']?(true|false|null|nil|none|undefined|<nil>|<none>|\{|\[|\[redacted.*|)\\?["']?$/iu.test(value);
}
