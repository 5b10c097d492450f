/** Velero's globs (gobwas/glob without separators): `*`, `?`, `[ab]`, `[!ab]`, `{one,other}`, and `\` before any sign. */
export function matchesGlob(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^${sourceOf(pattern)}$`, "su").test(text);
  } catch {
    // Velero, too, matches nothing with a pattern that it cannot read.
    return false;
  }
}

const token = /\\(.)|\[(!?)([^\]]+)\]|[\s\S]/gu;

function sourceOf(pattern: string): string {
  let depth = 0;
  return pattern.replaceAll(token, (sign: string, escaped?: string, negation?: string, set?: string) => {
    if (escaped !== undefined) return quoted(escaped);
    if (set !== undefined) return `[${negation === "!" ? "^" : ""}${set.replaceAll(/[\\^[]/gu, String.raw`\$&`)}]`;
    if (sign === "*") return ".*";
    if (sign === "?") return ".";
    if (sign === "{") {
      depth += 1;
      return "(?:";
    }
    if (sign === "}" && depth > 0) {
      depth -= 1;
      return ")";
    }
    return sign === "," && depth > 0 ? "|" : quoted(sign);
  });
}

function quoted(sign: string): string {
  return /[.+^$()|[\]{}\\*?/]/u.test(sign) ? `\\${sign}` : sign;
}
