import type { ReleaseProblem } from "./problem.ts";
import type { YamlDocument } from "./yaml-documents.ts";

/** A document that says what object it is. Its templates are not rendered. */
export interface ManifestDocument extends YamlDocument {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** As written; may be a template. */
  readonly name: string;
}

export type PlainObject = Readonly<Record<string, unknown>>;

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type ManifestReading =
  | { readonly kind: "read"; readonly manifest: ManifestDocument }
  | { readonly kind: "refused"; readonly problems: readonly ReleaseProblem[] };

/** Requires apiVersion, kind and metadata.name; says everything that is missing at once. */
export function readManifest(document: YamlDocument): ManifestReading {
  const { values } = document;
  if (!isPlainObject(values)) {
    return refused(document, "a manifest must be a mapping with apiVersion, kind and metadata");
  }
  const metadata = values["metadata"];
  const apiVersion = values["apiVersion"];
  const kind = values["kind"];
  const name = isPlainObject(metadata) ? metadata["name"] : undefined;
  if (isText(apiVersion) && isText(kind) && isText(name)) {
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    return { kind: "read", manifest: { ...document, apiVersion, group, kind, name } };
  }
  const missing = [
    ...(isText(apiVersion) ? [] : ["apiVersion"]),
    ...(isText(kind) ? [] : ["kind"]),
    ...(isText(name) ? [] : ["metadata.name"]),
  ];
  const generated = isPlainObject(metadata) && isText(metadata["generateName"]);
  return refused(document, `${missing.join(", ")} must be a text${generated ? "; generateName is not accepted" : ""}`);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function refused(document: YamlDocument, message: string): ManifestReading {
  return {
    kind: "refused",
    problems: [{ code: "invalid-release", file: document.file, line: document.line, message }],
  };
}
