import { configItems, holdsValue } from "./config-spec.ts";
import type { ConfigItem, ConfigSpec } from "./config-spec.ts";
import type { ConfigValues } from "./config-values.ts";

/** A value that cannot be accepted. Carries the item's name, never its value. */
export interface ConfigProblem {
  readonly item: string;
  readonly message: string;
}

/** Whether a customer may set these items to these values. Unknown, hidden and readonly items are refused. */
export function checkGiven(spec: ConfigSpec, given: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  const items = new Map(configItems(spec).map((item) => [item.name, item]));
  return Object.entries(given).flatMap(([name, value]) => {
    const item = items.get(name);
    if (item === undefined) return [{ item: name, message: unknownItem(spec) }];
    if (!holdsValue(item)) return [{ item: name, message: `is a ${item.type} and holds no value` }];
    if (item.hidden || item.readonly) return [{ item: name, message: "is set by the vendor and cannot be changed" }];
    return value === "" ? [] : checkValue(item, value);
  });
}

/** What must hold before anything is applied: required items have a value, every shown value fits its item. */
export function checkValues(spec: ConfigSpec, config: ConfigValues): readonly ConfigProblem[] {
  return configItems(spec)
    .filter((item) => holdsValue(item) && config.shown.has(item.name))
    .flatMap((item) => {
      const value = config.values.get(item.name) ?? "";
      if (value !== "") return checkValue(item, value);
      return item.required ? [{ item: item.name, message: `is required (${item.title})` }] : [];
    });
}

/** The stored form of a value that a person typed: true and false of a bool item are 1 and 0. */
export function normalizeValue(item: ConfigItem, value: string): string {
  if (item.type !== "bool") return value;
  if (value === "true") return "1";
  return value === "false" ? "0" : value;
}

function checkValue(item: ConfigItem, value: string): readonly ConfigProblem[] {
  const message = refusalOf(item, value);
  return message === undefined ? [] : [{ item: item.name, message }];
}

function refusalOf(item: ConfigItem, value: string): string | undefined {
  switch (item.type) {
    case "bool":
      return value === "0" || value === "1" ? undefined : 'must be "1" or "0"';
    case "select_one":
    case "radio":
    case "dropdown": {
      const names = item.choices.map((choice) => choice.name);
      return names.includes(value) ? undefined : `must be one of ${names.join(", ")}`;
    }
    case "file":
      return /^[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(value) ? undefined : "must be base64";
    case "text":
    case "password":
    case "textarea":
      return patternRefusal(item, value);
    case "label":
    case "heading":
      return undefined;
  }
}

function patternRefusal(item: ConfigItem, value: string): string | undefined {
  if (item.pattern === undefined || new RegExp(item.pattern.source, "u").test(value)) return undefined;
  return `is not accepted: ${item.pattern.message || `it must match ${item.pattern.source}`}`;
}

function unknownItem(spec: ConfigSpec): string {
  const names = configItems(spec)
    .filter((item) => holdsValue(item) && !item.hidden && !item.readonly)
    .map((item) => item.name);
  return names.length === 0
    ? "does not exist; this release has no config items"
    : `does not exist; there are ${names.join(", ")}`;
}
