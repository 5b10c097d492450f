import { knownValues, redacted, type KnownValues } from "./known-values.ts";
import { redactNamed } from "./secret-values.ts";

export interface RedactionOptions {
  /** Values that are secrets, in every form in which they may be written. */
  readonly known?: readonly string[] | KnownValues;
}

/** What is a secret by its form. Each keeps what names it and drops what it holds. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?)-----[\s\S]*?(?:-----END \1-----|$)/gu, `[redacted $1]`],
  // Also in JSON, where line ends are written as \n.
  // A password may have any letter in it: all up to the last @, but of an image that is named by its digest.
  [
    /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#:@"'<>]{0,200}:[^\s"'<>]{1,1000}@(?!sha256:)(?=[\w.[-])/giu,
    `$1${redacted}@`,
  ],
  [/(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#"'<>@]{1,1000}@/giu, `$1${redacted}@`],
  [/\b(Bearer|Basic|Digest|Negotiate|Token|ApiKey)(\s+|%20)[A-Za-z0-9._~+/=-]{6,}/giu, `$1$2${redacted}`],
  [
    /(?:(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]{8,512})\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/gu,
    redacted,
  ],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/gu, redacted],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{16,}/gu, redacted],
  [/\bxox[abeprs]-[A-Za-z0-9-]{8,}/gu, redacted],
  [/\b(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks|hc-ping\.com)\/[^\s"']+/giu, redacted],
  [/\bAIza[A-Za-z0-9_-]{30,}/gu, redacted],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/gu, redacted],
  [/\b((?:mysql|mariadb)[a-z_-]{0,20}\s(?:[^\n|;&]{0,300}?\s)?-p)(?:"[^"\n]*"|'[^'\n]*'|[^\s"']+)/gu, `$1${redacted}`],
  [/\b(redis-cli\s(?:[^\n|;&]{0,300}?\s)?(?:-a|--pass)\s+)(?:"[^"\n]*"|'[^'\n]*'|[^\s"']+)/gu, `$1${redacted}`],
  [/([?&;](?:sig|signature|x-amz-[a-z-]+|x-goog-[a-z-]+|se|code|auth|key)=)[^&\s"'<>]+/giu, `$1${redacted}`],
];

/**
 * A text of any program without what is known or looks like a secret. What a program writes of a secret in its own way,
 * without a name and unknown to the cluster, cannot be found.
 */
export function redactText(text: string, { known = [] }: RedactionOptions = {}): string {
  const values = "redact" in known ? known : knownValues(known);
  let result = values.redact(text);
  for (const [pattern, replacement] of forms) result = result.replaceAll(pattern, replacement);
  return redactNamed(result);
}
