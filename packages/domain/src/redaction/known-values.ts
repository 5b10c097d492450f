/** Shorter values are found everywhere and say nothing. */
export const shortestSecret = 6;

export const redacted = "[redacted]";

/** Finds values in texts, all at once: time grows with the text, hardly with the number of values. */
export interface KnownValues {
  redact(text: string): string;
}

const buckets = 65_536;

/** The longest value wins where several begin at one place. */
export function knownValues(values: Iterable<string>): KnownValues {
  const byBeginning = new Map<string, string[]>();
  const mayBegin = new Uint8Array(buckets);
  for (const value of new Set(values)) {
    if (value.length < shortestSecret) continue;
    const beginning = value.slice(0, shortestSecret);
    const alike = byBeginning.get(beginning);
    if (alike === undefined) byBeginning.set(beginning, [value]);
    else alike.push(value);
    mayBegin[mix(value, 0)] = 1;
  }
  for (const [beginning, found] of byBeginning) {
    byBeginning.set(
      beginning,
      found.toSorted((one, other) => other.length - one.length),
    );
  }
  const valueAt = (text: string, index: number): string | undefined => {
    if (mayBegin[mix(text, index)] !== 1) return undefined;
    const found = byBeginning.get(text.slice(index, index + shortestSecret));
    return found?.find((value) => text.startsWith(value, index));
  };
  return { redact: (text) => (byBeginning.size === 0 ? text : replaceFound(text, valueAt)) };
}

function mix(text: string, index: number): number {
  const codes = (text.charCodeAt(index) * 31 + text.charCodeAt(index + 1)) * 31 + text.charCodeAt(index + 2);
  return (codes * 31 + text.charCodeAt(index + 3)) % buckets;
}

function replaceFound(text: string, valueAt: (text: string, index: number) => string | undefined): string {
  const parts: string[] = [];
  let begin = 0;
  for (let index = 0; index + shortestSecret <= text.length; index += 1) {
    const value = valueAt(text, index);
    if (value === undefined) continue;
    parts.push(text.slice(begin, index), redacted);
    index += value.length - 1;
    begin = index + 1;
  }
  return parts.length === 0 ? text : [...parts, text.slice(begin)].join("");
}
