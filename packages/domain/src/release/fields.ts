import { isPlainObject } from "./manifest-document.ts";
import type { ReleaseProblem, ReleaseWarning } from "./problem.ts";
import type { YamlDocument } from "./yaml-documents.ts";

export type FieldPath = readonly (string | number)[];

interface FieldsPlace {
  readonly document: YamlDocument;
  readonly path: FieldPath;
  readonly values: unknown;
  readonly problems: ReleaseProblem[];
  /** Absent: nobody asks for them. */
  readonly warnings?: ReleaseWarning[];
}

/** Reads one mapping of a document field by field and collects what is wrong, each with its line. */
export class Fields {
  readonly path: FieldPath;
  readonly document: YamlDocument;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #problems: ReleaseProblem[];
  readonly #warnings: ReleaseWarning[];

  constructor(place: FieldsPlace) {
    this.document = place.document;
    this.path = place.path;
    this.#problems = place.problems;
    this.#warnings = place.warnings ?? [];
    if (place.values !== undefined && place.values !== null && !isPlainObject(place.values)) {
      this.refuse([], "must be a mapping");
    }
    this.#values = isPlainObject(place.values) ? place.values : {};
  }

  get line(): number {
    return this.document.lineOf(this.path);
  }

  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  /** A string, or a number or boolean written as one; "" when absent. */
  text(name: string): string {
    const value = this.#values[name];
    if (value === undefined || value === null) return "";
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
    this.refuse([name], "must be a text");
    return "";
  }

  /** Like text, and must not be empty. */
  neededText(name: string): string {
    const value = this.text(name);
    if (value === "") this.refuse([name], "is missing");
    return value;
  }

  /** Absent is false; the texts "true" and "false" are accepted. */
  flag(name: string): boolean {
    const value = this.#values[name];
    if (value === undefined || value === null || value === false || value === "false") return false;
    if (value === true || value === "true") return true;
    this.refuse([name], "must be true or false");
    return false;
  }

  texts(name: string): readonly string[] {
    return this.#list(name).flatMap((value, index) => {
      if (typeof value === "string") return [value];
      this.refuse([name, index], "must be a text");
      return [];
    });
  }

  mapping(name: string): Fields {
    return this.#nested([...this.path, name], this.#values[name]);
  }

  mappings(name: string): readonly Fields[] {
    return this.#list(name).map((value, index) => this.#nested([...this.path, name, index], value));
  }

  onlyKnown(known: readonly string[], why: string): void {
    for (const name of this.names) {
      if (!known.includes(name)) this.refuse([name], why);
    }
  }

  refuse(path: FieldPath, message: string, code: ReleaseProblem["code"] = "invalid-release"): void {
    const full = [...this.path, ...path];
    const place = { file: this.document.file, line: this.document.lineOf(full) };
    this.#problems.push({ code, ...place, field: formatPath(full), message });
  }

  warn(path: FieldPath, message: string): void {
    const full = [...this.path, ...path];
    const { file } = this.document;
    this.#warnings.push({ file, line: this.document.lineOf(full), field: formatPath(full), message });
  }

  #list(name: string): readonly unknown[] {
    const value = this.#values[name];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value as readonly unknown[];
    this.refuse([name], "must be a list");
    return [];
  }

  #nested(path: FieldPath, values: unknown): Fields {
    const [problems, warnings] = [this.#problems, this.#warnings];
    return new Fields({ document: this.document, path, values, problems, warnings });
  }
}

export function formatPath(path: FieldPath): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}
