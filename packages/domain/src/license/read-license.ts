import { stringify } from "yaml";
import { apiVersion } from "../identifiers.ts";
import { Fields } from "../release/fields.ts";
import { formatProblem } from "../release/problem.ts";
import type { ReleaseProblem } from "../release/problem.ts";
import { readYamlDocuments, yamlOptions } from "../release/yaml-documents.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue } from "./canonical-json.ts";
import type { License, LicenseFieldValue, SignedLicense } from "./license.ts";

export type LicenseReading =
  | { readonly kind: "read"; readonly signed: SignedLicense }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Reads a license file. Says nothing about who signed it: see decideLicense. */
export function readLicense(file: string, text: string): LicenseReading {
  const reading = readYamlDocuments(file, text);
  if (reading.kind === "refused") return { kind: "refused", problems: reading.problems.map(formatProblem) };
  const [document] = reading.documents;
  if (document === undefined || reading.documents.length > 1) {
    return { kind: "refused", problems: [`${file}: must hold one document, kind License`] };
  }
  const problems: ReleaseProblem[] = [];
  const fields = new Fields({ document, path: [], values: document.values, problems });
  fields.onlyKnown(["apiVersion", "kind", "spec", "signature"], "is not a field of a License");
  if (fields.text("apiVersion") !== apiVersion) fields.refuse(["apiVersion"], `must be ${apiVersion}`);
  if (fields.text("kind") !== "License") fields.refuse(["kind"], "must be License");
  const license = readSpec(fields.mapping("spec"));
  if (fields.raw("signature") === undefined) fields.refuse(["signature"], "is missing: the license is not signed");
  const signature = readSignature(fields.mapping("signature"));
  if (problems.length > 0) return { kind: "refused", problems: problems.map(formatProblem) };
  return { kind: "read", signed: { license, signature } };
}

const specFields = ["id", "issue", "application", "customer", "isSnapshotSupported", "expires", "fields"];

function readSpec(spec: Fields): License {
  spec.onlyKnown(specFields, "is not a field of a License");
  const issue = spec.raw("issue");
  if (typeof issue !== "number" || !Number.isSafeInteger(issue) || issue < 1) {
    spec.refuse(["issue"], "must be a whole number from 1");
  }
  if (typeof spec.raw("isSnapshotSupported") !== "boolean")
    spec.refuse(["isSnapshotSupported"], "must be true or false");
  const expires = spec.raw("expires");
  if (expires !== undefined && !isUtcTime(expires)) {
    spec.refuse(["expires"], 'must be a time in UTC such as "2027-12-31T00:00:00Z", in quotes');
  }
  for (const name of ["id", "application", "customer"]) {
    if (spec.raw(name) !== undefined && typeof spec.raw(name) !== "string") spec.refuse([name], "must be a text");
  }
  return {
    id: spec.neededText("id"),
    issue: typeof issue === "number" ? issue : 0,
    application: spec.neededText("application"),
    customer: spec.neededText("customer"),
    isSnapshotSupported: spec.raw("isSnapshotSupported") === true,
    ...(typeof expires === "string" ? { expires } : {}),
    fields: readFields(spec.mapping("fields")),
  };
}

function readFields(fields: Fields): Readonly<Record<string, LicenseFieldValue>> {
  const read = fields.names.flatMap((name): [string, LicenseFieldValue][] => {
    const value = fields.raw(name);
    const known = typeof value === "string" || typeof value === "boolean";
    if (known || (typeof value === "number" && Number.isFinite(value))) return [[name, value]];
    fields.refuse([name], "must be a text, a number, true or false");
    return [];
  });
  return Object.fromEntries(read);
}

function readSignature(fields: Fields): SignedLicense["signature"] {
  fields.onlyKnown(["algorithm", "keyId", "value"], "is not a field of a signature");
  if (fields.text("algorithm") !== "Ed25519") fields.refuse(["algorithm"], "must be Ed25519");
  const keyId = fields.neededText("keyId");
  if (!/^[0-9a-f]{16}$/u.test(keyId)) fields.refuse(["keyId"], "must be 16 hexadecimal digits, in quotes");
  const value = fields.neededText("value");
  if (!/^[A-Za-z0-9+/]{86}==$/u.test(value)) fields.refuse(["value"], "must be the base64 of 64 bytes");
  return { algorithm: "Ed25519", keyId, value };
}

export function isUtcTime(value: unknown): boolean {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/u.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** The text that is signed. */
export function signedContent(license: License): string {
  return canonicalJson({ apiVersion, kind: "License", spec: specOf(license) });
}

/** The file as it is written; reading it gives the same license. */
export function formatLicense({ license, signature }: SignedLicense): string {
  const document = { apiVersion, kind: "License", spec: specOf(license), signature };
  return stringify(document, { ...yamlOptions, lineWidth: 0 });
}

/** An absent `fields` and an empty one are the same license, so an empty one is left out. */
function specOf(license: License): JsonValue {
  const { fields, ...rest } = license;
  return Object.keys(fields).length === 0 ? rest : { ...rest, fields };
}
