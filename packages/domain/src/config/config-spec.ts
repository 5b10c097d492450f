/** The questions a vendor asks the customer: `kind: Config` (kots.io/v1beta1), parsed. */
export const itemTypes = [
  "text",
  "password",
  "textarea",
  "bool",
  "select_one",
  "radio",
  "dropdown",
  "file",
  "label",
  "heading",
] as const;

export type ItemType = (typeof itemTypes)[number];

export interface ConfigChoice {
  readonly name: string;
  readonly title: string;
}

export interface ConfigItem {
  readonly name: string;
  readonly title: string;
  readonly helpText: string;
  readonly type: ItemType;
  readonly group: string;
  readonly required: boolean;
  readonly hidden: boolean;
  readonly readonly: boolean;
  /** Templates, rendered when the value is asked for; "" when the vendor wrote none. */
  readonly value: string;
  readonly default: string;
  /** Template of the item and of its group; an item whose `when` is false is not asked and not checked. */
  readonly when: readonly string[];
  readonly choices: readonly ConfigChoice[];
  readonly pattern: { readonly source: string; readonly message: string } | undefined;
  readonly file: string;
  readonly line: number;
}

export interface ConfigGroup {
  readonly name: string;
  readonly title: string;
  readonly items: readonly ConfigItem[];
}

export interface ConfigSpec {
  readonly groups: readonly ConfigGroup[];
}

export const emptyConfigSpec: ConfigSpec = { groups: [] };

export function configItems(spec: ConfigSpec): readonly ConfigItem[] {
  return spec.groups.flatMap((group) => group.items);
}

/** Labels and headings only show text. */
export function holdsValue(item: ConfigItem): boolean {
  return item.type !== "label" && item.type !== "heading";
}
