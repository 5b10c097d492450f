import { isNoise, isNoiseMark } from "./object-noise.ts";

/**
 * What of an object a comparison looks at: its fields by path, "spec.template.spec.containers[web].image". A value is
 * its JSON, or a digest of it where it is long: what is held of an object stays small, however large the object is.
 */
export type ObjectPrint = ReadonlyMap<string, string>;

/** Of a text; any that makes collisions unlikely. */
export type Digest = (text: string) => string;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const longestValue = 60;
const mostFields = 400;

/** What Kubernetes and Velero write by themselves is left out, status included. */
export function printObject(object: object, digest: Digest): ObjectPrint {
  const print = new Map<string, string>();
  const whole = object as Readonly<Record<string, Json>>;
  const kind = typeof whole["kind"] === "string" ? whole["kind"] : "";
  const note = (path: string, value: Json): void => {
    if (isNoise(kind, path, value)) return;
    const text = JSON.stringify(value);
    const kept = text.length <= longestValue ? text : `#${digest(text)}`;
    if (print.size < mostFields) print.set(path, kept);
    else print.set(restPath, digest(`${print.get(restPath) ?? ""} ${path} ${kept}`));
  };
  const metadata = (whole["metadata"] ?? {}) as Readonly<Record<string, Json>>;
  for (const field of ["labels", "annotations"]) walkMarks(field, metadata[field], note);
  for (const field of Object.keys(whole).sort()) {
    if (!outside.has(field)) walk(field, whole[field] ?? null, note);
  }
  return print;
}

/** Fields beyond the most that are held one by one. */
const restPath = "(more fields)";

const outside: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status"]);

type Note = (path: string, value: Json) => void;

function walkMarks(field: string, marks: Json | undefined, note: Note): void {
  if (typeof marks !== "object" || marks === null) return;
  for (const [key, value] of entriesOf(marks)) if (!isNoiseMark(key)) note(`metadata.${field}[${key}]`, value);
}

/** Empty lists and objects say nothing. */
function walk(path: string, value: Json, note: Note): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) walk(`${path}[${nameOf(entry as Json, index)}]`, entry as Json, note);
    return;
  }
  if (typeof value !== "object") {
    note(path, value);
    return;
  }
  for (const [key, field] of entriesOf(value)) walk(isPlain(key) ? `${path}.${key}` : `${path}[${key}]`, field, note);
}

function entriesOf(value: object): readonly (readonly [string, Json])[] {
  return Object.entries(value as Readonly<Record<string, Json>>).sort(([one], [other]) => (one < other ? -1 : 1));
}

function isPlain(key: string): boolean {
  return /^[\w-]+$/u.test(key);
}

/** Entries that have a name keep it when others come before them. */
function nameOf(entry: Json, index: number): string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return String(index);
  const { name } = entry as Readonly<Record<string, Json>>;
  return typeof name === "string" ? name : String(index);
}
