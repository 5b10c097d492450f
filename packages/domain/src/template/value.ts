import { TemplateError } from "./template-error.ts";

/** What an expression is: a scalar, or what `Lookup`, `dict`, `list` and `split` make. */
export type TemplateScalar = string | number | boolean;
export type TemplateValue = TemplateScalar | readonly TemplateValue[] | TemplateMap;

export interface TemplateMap {
  readonly [key: string]: TemplateValue;
}

export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

export function isMap(value: TemplateValue | undefined): value is TemplateMap {
  return typeof value === "object" && !isList(value);
}

/** Go's rule: false, 0, "" and what is empty are false, all else is true. */
export function isTrue(value: TemplateValue | undefined): boolean {
  if (value === undefined) return false;
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return value !== false && value !== 0 && value !== "";
}

/** A scalar as it stands in a text. A list or a mapping has no such form: Go would print "map[a:b]". */
export function text(value: TemplateValue | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "object") {
    const what = isList(value) ? "a list" : "a mapping";
    throw new TemplateError(`the result is ${what}; name one of its fields, or use toJson, toYaml or join`);
  }
  return String(value);
}

/**
 * As Sprig's toInt64 and toFloat64: "" is 0. A text that is no number is a fault here, not 0. The fault does not say the
 * text, which may be a secret.
 */
export function number(value: TemplateValue | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const parsed = Number(text(value).trim());
  if (!Number.isFinite(parsed)) throw new TemplateError("the value is not a number");
  return parsed;
}

/** A whole number; digits after the point are cut off. */
export function integer(value: TemplateValue | undefined): number {
  const cut = Math.trunc(number(value));
  if (!Number.isSafeInteger(cut)) throw new TemplateError("the value is too large");
  return cut;
}

/** A value of JSON; null is "". */
export function templateValue(value: unknown): TemplateValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(templateValue);
  if (typeof value !== "object" || value === null) return "";
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, templateValue(inner)]),
  );
}

/** A field that is not there is "", and so are its fields: an object that does not exist has no data. */
export function fieldOf(value: TemplateValue, name: string): TemplateValue {
  if (isMap(value)) return Object.hasOwn(value, name) ? (value[name] ?? "") : "";
  if (value === "") return "";
  throw new TemplateError(`.${name}: there are no fields in ${isList(value) ? "a list" : "a single value"}`);
}
