import { damaged, isObject, objectAt, parseArtefact, textsAt, type JsonObject } from "./json.ts";

/** One warning or error as Velero worded it. */
export interface ResultEntry {
  /** Velero itself, a cluster-scoped object, or the namespace that it happened in. */
  readonly scope:
    | { readonly kind: "velero" }
    | { readonly kind: "cluster" }
    | { readonly kind: "namespace"; readonly name: string };
  readonly message: string;
}

export interface Results {
  readonly warnings: readonly ResultEntry[];
  readonly errors: readonly ResultEntry[];
}

/** Reads `<backup>-results.gz` or `restore-<restore>-results.gz`, already unpacked. */
export function parseResults(text: string): Results {
  const value = parseArtefact(text, "list of warnings and errors");
  if (!isObject(value)) throw damaged("list of warnings and errors", "it is not a JSON object");
  return { warnings: entriesOf(objectAt(value, "warnings")), errors: entriesOf(objectAt(value, "errors")) };
}

function entriesOf(result: JsonObject | undefined): readonly ResultEntry[] {
  if (result === undefined) return [];
  const namespaces = objectAt(result, "namespaces") ?? {};
  return [
    ...textsAt(result, "velero").map((message) => entry({ kind: "velero" }, message)),
    ...textsAt(result, "cluster").map((message) => entry({ kind: "cluster" }, message)),
    ...Object.keys(namespaces).flatMap((name) =>
      textsAt(namespaces, name).map((message) => entry({ kind: "namespace", name }, message)),
    ),
  ];
}

function entry(scope: ResultEntry["scope"], message: string): ResultEntry {
  return { scope, message: message.trim() };
}
