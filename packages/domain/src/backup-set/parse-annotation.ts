/** Readers of JSON in annotations. Absent or anything else than expected: undefined, never an exception. */

export function jsonTexts(text: string | undefined): readonly string[] | undefined {
  const value = parse(text);
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
}

export function jsonNumbers(text: string | undefined): Readonly<Record<string, number>> | undefined {
  return mapOf(text, (one): one is number => typeof one === "number" && Number.isFinite(one));
}

export function jsonTextMap(text: string | undefined): Readonly<Record<string, string>> | undefined {
  return mapOf(text, (one): one is string => typeof one === "string");
}

function mapOf<Value>(
  text: string | undefined,
  isValue: (one: unknown) => one is Value,
): Record<string, Value> | undefined {
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, Value] => isValue(entry[1]));
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
