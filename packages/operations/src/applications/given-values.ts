import { Fault, checkGiven, configItems, normalizeValue } from "@holdfast/domain";
import type { ConfigRecord, ConfigSpec } from "@holdfast/domain";

/** What a person gave: values by item name, or the contents of files. */
export interface GivenValues {
  readonly values: Readonly<Record<string, string>>;
  /** Text of a file; a file item stores its base64, any other item the text without the line end at its end. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The stored values with the new ones over them; an empty value takes the item back to its default. Values of items
 * that the release no longer has are kept: a later release may have them again.
 * Faults: invalid-config, naming every value that cannot be accepted and never showing it.
 */
export function mergeGiven(spec: ConfigSpec, stored: ConfigRecord, given: GivenValues): ConfigRecord {
  const items = new Map(configItems(spec).map((item) => [item.name, item]));
  const contents = Object.entries(given.files).map(([name, text]): [string, string] => {
    const isFile = items.get(name)?.type === "file";
    return [name, isFile ? Buffer.from(text).toString("base64") : text.replace(/\r?\n$/u, "")];
  });
  const normalized = [...Object.entries(given.values), ...contents].map(([name, value]): [string, string] => {
    const item = items.get(name);
    return [name, item === undefined ? value : normalizeValue(item, value)];
  });
  const problems = checkGiven(spec, Object.fromEntries(normalized));
  if (problems.length > 0) {
    throw new Fault("invalid-config", "Config values cannot be accepted.", {
      reason: problems.map(({ item, message }) => `${item}: ${message}`).join("\n"),
      remedy: "Correct the values; nothing was changed.",
    });
  }
  const merged = new Map([...Object.entries(stored.given), ...normalized]);
  return { ...stored, given: Object.fromEntries([...merged].filter(([, value]) => value !== "")) };
}
