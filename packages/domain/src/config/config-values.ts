import { renderTemplate } from "../template/render-template.ts";
import { text } from "../template/functions.ts";
import type { TemplateScope } from "../template/functions.ts";
import type { ReleaseProblem } from "../release/problem.ts";
import { configItems, holdsValue } from "./config-spec.ts";
import type { ConfigItem, ConfigSpec } from "./config-spec.ts";

/** What is stored of an application's config. */
export interface ConfigRecord {
  /** What the customer set. */
  readonly given: Readonly<Record<string, string>>;
  /** What RandomString made: once, and never again. */
  readonly generated: Readonly<Record<string, string>>;
}

export const emptyConfigRecord: ConfigRecord = { given: {}, generated: {} };

/** The values that hold for one installation. */
export interface ConfigValues {
  readonly values: ReadonlyMap<string, string>;
  /** Items that are asked at present: those whose `when` holds. */
  readonly shown: ReadonlySet<string>;
  /** `given` and every generated value, old and new; what is to be stored. */
  readonly record: ConfigRecord;
}

export type ConfigResolution =
  | { readonly kind: "resolved"; readonly config: ConfigValues }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** The scope without what the Config itself answers. */
export type OuterScope = Pick<TemplateScope, "namespace" | "licenseField"> & {
  readonly randomString: (length: number) => string;
};

/** Renders value, default and when of every item, in the order in which they need each other. */
export function resolveConfig(spec: ConfigSpec, record: ConfigRecord, outer: OuterScope): ConfigResolution {
  const resolver = new Resolver(spec, record, outer);
  const items = configItems(spec);
  const values = new Map(items.filter(holdsValue).map((item) => [item.name, resolver.valueOf(item)] as const));
  const shown = new Set(items.filter((item) => resolver.isShown(item)).map((item) => item.name));
  if (resolver.problems.length > 0) return { kind: "refused", problems: resolver.problems };
  return {
    kind: "resolved",
    config: { values, shown, record: { given: record.given, generated: resolver.generated } },
  };
}

/** Values are made on demand, so that items may refer to items below them; a circle is a problem. */
class Resolver {
  readonly problems: ReleaseProblem[] = [];
  readonly generated: Record<string, string>;
  readonly #items: ReadonlyMap<string, ConfigItem>;
  readonly #record: ConfigRecord;
  readonly #outer: OuterScope;
  readonly #values = new Map<string, string>();
  readonly #underway = new Set<string>();

  constructor(spec: ConfigSpec, record: ConfigRecord, outer: OuterScope) {
    this.#items = new Map(configItems(spec).map((item) => [item.name, item]));
    this.#record = record;
    this.#outer = outer;
    this.generated = { ...record.generated };
  }

  valueOf(item: ConfigItem): string {
    const known = this.#values.get(item.name);
    if (known !== undefined) return known;
    if (this.#underway.has(item.name)) {
      this.#refuse(item, `config item "${item.name}" needs its own value`);
      return "";
    }
    this.#underway.add(item.name);
    const value = this.#given(item) ?? this.#generatedOr(item);
    this.#underway.delete(item.name);
    this.#values.set(item.name, value);
    return value;
  }

  isShown(item: ConfigItem): boolean {
    return item.when.every((when) => holds(this.#render(item, when, this.#scope())));
  }

  #given(item: ConfigItem): string | undefined {
    const given = own(this.#record.given, item.name);
    return given === "" ? undefined : given;
  }

  #generatedOr(item: ConfigItem): string {
    const stored = own(this.generated, item.name);
    if (stored !== undefined) return stored;
    let isRandom = false;
    const randomString = (length: number): string => {
      isRandom = true;
      return this.#outer.randomString(length);
    };
    const scope = { ...this.#scope(), randomString };
    const value = this.#render(item, item.value, scope) || this.#render(item, item.default, scope);
    if (isRandom) this.generated[item.name] = value;
    return value;
  }

  #render(item: ConfigItem, template: string, scope: TemplateScope): string {
    const result = renderTemplate(template, scope);
    if (result.kind === "rendered") return text(result.value);
    this.#refuse(item, result.message);
    return "";
  }

  #scope(): TemplateScope {
    return {
      namespace: this.#outer.namespace,
      licenseField: (name) => this.#outer.licenseField(name),
      configOption: (name) => {
        const item = this.#items.get(name);
        return item === undefined ? undefined : this.valueOf(item);
      },
      configData: () => undefined,
    };
  }

  #refuse(item: ConfigItem, message: string): void {
    this.problems.push({ code: "template-error", file: item.file, line: item.line, field: item.name, message });
  }
}

/** What `kots.io/when` and `when` accept as yes. */
export function holds(rendered: string): boolean {
  const value = rendered.trim().toLowerCase();
  return value === "true" || value === "1";
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
