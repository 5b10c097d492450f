import { renderTemplate } from "../template/render-template.ts";
import type { FactRequest, TemplateScope } from "../template/scope.ts";
import { text } from "../template/value.ts";
import type { ReleaseProblem } from "../release/problem.ts";
import { configItems, holdsValue } from "./config-spec.ts";
import type { ConfigItem, ConfigSpec } from "./config-spec.ts";

/** What is stored of an application's config. */
export interface ConfigRecord {
  /** What the customer set. */
  readonly given: Readonly<Record<string, string>>;
  /** What RandomString and Now made: once, and never again. */
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
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] }
  | { readonly kind: "needs"; readonly requests: readonly FactRequest[] };

/** The scope without what the Config itself answers. */
export type OuterScope = Omit<TemplateScope, "configOption" | "configData" | "randomString" | "blockIndentation"> & {
  readonly randomString: (length: number) => string;
};

/** Renders value, default and when of every item, in the order in which they need each other. */
export function resolveConfig(spec: ConfigSpec, record: ConfigRecord, outer: OuterScope): ConfigResolution {
  const resolver = new Resolver(spec, record, outer);
  const items = configItems(spec);
  const values = new Map(items.filter(holdsValue).map((item) => [item.name, resolver.valueOf(item)] as const));
  const shown = new Set(items.filter((item) => resolver.isShown(item)).map((item) => item.name));
  if (resolver.requests.length > 0) return { kind: "needs", requests: resolver.requests };
  if (resolver.problems.length > 0) return { kind: "refused", problems: resolver.problems };
  return {
    kind: "resolved",
    config: { values, shown, record: { given: record.given, generated: resolver.generated } },
  };
}

/** Values are made on demand, so that items may refer to items below them; a circle is a problem. */
class Resolver {
  readonly problems: ReleaseProblem[] = [];
  readonly requests: FactRequest[] = [];
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
    let isNew = false;
    const randomString = (length: number): string => {
      isNew = true;
      return this.#outer.randomString(length);
    };
    const now = (): number => {
      isNew = true;
      return this.#outer.now();
    };
    const scope = { ...this.#scope(), randomString, now };
    const value = this.#render(item, item.value, scope) || this.#render(item, item.default, scope);
    if (isNew) this.generated[item.name] = value;
    return value;
  }

  #render(item: ConfigItem, template: string, scope: TemplateScope): string {
    const result = renderTemplate(template, scope);
    switch (result.kind) {
      case "rendered":
        return text(result.value);
      case "refused":
        this.#refuse(item, result.message);
        return "";
      case "needs":
        this.requests.push(result.request);
        return "";
    }
  }

  #scope(): TemplateScope {
    const { randomString: _, ...outer } = this.#outer;
    const configOption = (name: string): string | undefined => {
      const item = this.#items.get(name);
      return item === undefined ? undefined : this.valueOf(item);
    };
    return {
      ...outer,
      configOption,
      configData: (name) => {
        const value = configOption(name);
        return value === undefined ? undefined : outer.codecs.decodeBase64(value);
      },
    };
  }

  #refuse(item: ConfigItem, message: string): void {
    this.problems.push({ code: "template-error", file: item.file, line: item.line, field: item.name, message });
  }
}

/** What `when` accepts as yes. */
function holds(rendered: string): boolean {
  const value = rendered.trim().toLowerCase();
  return value === "true" || value === "1";
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
