import { Fields } from "../release/fields.ts";
import type { ManifestDocument } from "../release/manifest-document.ts";
import type { ReleaseProblem } from "../release/problem.ts";
import { itemTypes } from "./config-spec.ts";
import type { ConfigChoice, ConfigGroup, ConfigItem, ConfigSpec, ItemType } from "./config-spec.ts";

const itemFields = [
  "name",
  "title",
  "help_text",
  "type",
  "required",
  "hidden",
  "readonly",
  "recommended",
  "value",
  "default",
  "when",
  "items",
  "validation",
  "affix",
];
const choiceTypes: readonly ItemType[] = ["select_one", "radio", "dropdown"];
const namePattern = /^[A-Za-z_][\w.-]*$/u;

/** Reads `kind: Config`; problems are appended. */
export function readConfigSpec(manifest: ManifestDocument, problems: ReleaseProblem[]): ConfigSpec {
  const document = new Fields({ document: manifest, path: [], values: manifest.values, problems });
  const groups = document
    .mapping("spec")
    .mappings("groups")
    .map((fields) => readGroup(fields));
  refuseDuplicates(manifest, groups, problems);
  return { groups };
}

function readGroup(fields: Fields): ConfigGroup {
  fields.onlyKnown(["name", "title", "description", "when", "items"], "is not a field of a config group");
  const name = fields.neededText("name");
  const title = fields.text("title") || name;
  return { name, title, items: fields.mappings("items").map((item) => readItem(item, name, fields.text("when"))) };
}

function readItem(fields: Fields, group: string, groupWhen: string): ConfigItem {
  if (fields.names.some((name) => name.startsWith("repeat") || name === "valuesByGroup" || name === "minimumCount")) {
    fields.refuse([], "is a repeatable item; these are not supported", "unsupported-manifest");
  } else {
    fields.onlyKnown(itemFields, "is not a field of a config item");
  }
  const name = fields.neededText("name");
  if (name !== "" && !namePattern.test(name)) fields.refuse(["name"], "must be letters, digits, _, - and .");
  const type = readType(fields);
  return {
    name,
    title: fields.text("title") || name,
    helpText: fields.text("help_text"),
    type,
    group,
    required: fields.flag("required"),
    hidden: fields.flag("hidden"),
    readonly: fields.flag("readonly"),
    value: fields.text("value"),
    default: fields.text("default"),
    when: [groupWhen, fields.text("when")].filter((when) => when !== ""),
    choices: readChoices(fields, type),
    pattern: readPattern(fields),
    file: fields.document.file,
    line: fields.line,
  };
}

function readType(fields: Fields): ItemType {
  const type = fields.neededText("type");
  const known = itemTypes.find((candidate) => candidate === type);
  if (known === undefined && type !== "") {
    fields.refuse(["type"], `"${type}" is not supported; there are ${itemTypes.join(", ")}`, "unsupported-manifest");
  }
  return known ?? "text";
}

function readChoices(fields: Fields, type: ItemType): readonly ConfigChoice[] {
  const choices = fields.mappings("items").map((choice) => {
    const name = choice.neededText("name");
    return { name, title: choice.text("title") || name };
  });
  if (choiceTypes.includes(type) && choices.length === 0) fields.refuse(["items"], "has nothing to choose from");
  return choices;
}

function readPattern(fields: Fields): ConfigItem["pattern"] {
  const regex = fields.mapping("validation").mapping("regex");
  const source = regex.text("pattern");
  if (source === "") return undefined;
  try {
    return { source: new RegExp(source, "u").source, message: regex.text("message") };
  } catch {
    regex.refuse(["pattern"], "is not a regular expression");
    return undefined;
  }
}

function refuseDuplicates(
  manifest: ManifestDocument,
  groups: readonly ConfigGroup[],
  problems: ReleaseProblem[],
): void {
  const seen = new Map<string, number>();
  for (const item of groups.flatMap((group) => group.items)) {
    const first = seen.get(item.name);
    if (first === undefined) seen.set(item.name, item.line);
    else {
      const message = `the config item "${item.name}" is there already, in line ${first}`;
      problems.push({ code: "invalid-release", file: manifest.file, line: item.line, message });
    }
  }
}
