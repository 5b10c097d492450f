import { Fault, checkGiven, configItems, normalizeValue } from "@holdfast/domain";
import type { ConfigRecord, ConfigSpec } from "@holdfast/domain";

/**
 * The stored values with the new ones over them; an empty value takes the item back to its default. Values of items
 * that the release no longer has are kept: a later release may have them again.
 * Faults: invalid-config, naming every value that cannot be accepted and never showing it.
 */
export function mergeGiven(
  spec: ConfigSpec,
  stored: ConfigRecord,
  given: Readonly<Record<string, string>>,
): ConfigRecord {
  const items = new Map(configItems(spec).map((item) => [item.name, item]));
  const normalized = Object.entries(given).map(([name, value]): [string, string] => {
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
