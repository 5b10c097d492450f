import { parse, stringify } from "yaml";
import { TemplateError } from "../template-error.ts";
import { fieldOf, integer, isList, isMap, templateValue, text } from "../value.ts";
import type { TemplateMap, TemplateValue } from "../value.ts";
import { many, takes, takesFrom } from "./template-function.ts";
import type { TemplateFunctions } from "./template-function.ts";

/** Lists and mappings, made and taken apart. They never become YAML by themselves: a value stays one value. */
export const structureFunctions: TemplateFunctions = {
  list: takesFrom(0, many, (args) => args),
  dict: takesFrom(0, many, (args) => dict(args)),
  get: takes(2, ([map, key]) => fieldOf(map ?? "", text(key))),
  hasKey: takes(2, ([map, key]) => isMap(map) && Object.hasOwn(map, text(key))),
  keys: takes(1, ([map]) => (isMap(map) ? Object.keys(map) : [])),
  index: takesFrom(2, many, ([value = "", ...path]) => path.reduce<TemplateValue>(element, value)),
  len: takes(1, ([value]) => lengthOf(value)),
  first: takes(1, ([list]) => asList(list)[0] ?? ""),
  last: takes(1, ([list]) => asList(list).at(-1) ?? ""),
  has: takes(2, ([wanted, list]) => asList(list).some((one) => text(one) === text(wanted))),
  uniq: takes(1, ([list]) => [...new Set(asList(list).map(text))]),
  compact: takes(1, ([list]) => asList(list).filter((one) => one !== "")),
  sortAlpha: takes(1, ([list]) =>
    asList(list)
      .map(text)
      .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
  ),
  join: takes(2, ([separator, list]) => (isList(list) ? list.map(text).join(text(separator)) : text(list))),
  splitList: takes(2, ([separator, value]) => text(value).split(text(separator))),
  Split: takes(2, ([value, separator]) => text(value).split(text(separator))),
  split: takes(2, ([separator, value]) =>
    Object.fromEntries(
      text(value)
        .split(text(separator))
        .map((part, place) => [`_${place}`, part]),
    ),
  ),
  toJson: takes(1, ([value]) => JSON.stringify(value)),
  toYaml: takes(1, ([value]) => stringify(value, { lineWidth: 0 }).trimEnd()),
  fromJson: takes(1, ([value]) => parsed(text(value), JSON.parse, "JSON")),
  fromYaml: takes(1, ([value]) => parsed(text(value), (source) => parse(source, { maxAliasCount: 10 }), "YAML")),
};

function dict(args: readonly TemplateValue[]): TemplateMap {
  if (args.length % 2 !== 0) throw new TemplateError("dict takes keys and values, here is a key without a value");
  const pairs = args.flatMap((key, place): readonly (readonly [string, TemplateValue])[] =>
    place % 2 === 0 ? [[text(key), args[place + 1] ?? ""]] : [],
  );
  return Object.fromEntries(pairs);
}

function element(value: TemplateValue, key: TemplateValue): TemplateValue {
  if (!isList(value)) return fieldOf(value, text(key));
  const place = integer(key);
  const found = value[place];
  if (found === undefined) throw new TemplateError(`index ${place} is beyond the list's ${value.length} elements`);
  return found;
}

function asList(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (isList(value)) return value;
  if (value === "" || value === undefined) return [];
  throw new TemplateError("a list is needed here; split and list make one");
}

function lengthOf(value: TemplateValue | undefined): number {
  if (isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : text(value).length;
}

function parsed(source: string, read: (source: string) => unknown, what: string): TemplateValue {
  try {
    return templateValue(read(source));
  } catch {
    // What was read may be a secret: only that it cannot be read is said.
    throw new TemplateError(`the text is not ${what}`);
  }
}
