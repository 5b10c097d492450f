import { configItems } from "@holdfast/domain";
import type { ConfigSpec, ConfigValues, ManifestObject } from "@holdfast/domain";

export const mask = "********";

/** A shorter value is found in words that have nothing to do with it, and protects nothing. */
const shortestSecret = 4;

/** Values that are not shown: of password, hidden and file items, and everything that was generated. */
export function secretValues(spec: ConfigSpec, { values, record }: ConfigValues): readonly string[] {
  const items = configItems(spec).filter(
    ({ name, type, hidden }) =>
      type === "password" || type === "file" || hidden || Object.hasOwn(record.generated, name),
  );
  const found = items.map(({ name }) => values.get(name) ?? "").filter((value) => value.length >= shortestSecret);
  // The longest first: one secret may be part of another.
  return [...new Set(found)].sort((one, other) => other.length - one.length);
}

/** A manifest with every value of a Secret hidden, and secret config values wherever else the vendor put them. */
export function maskSecrets(object: ManifestObject, secrets: readonly string[]): unknown {
  const isSecret = object.kind === "Secret" && object.apiVersion === "v1";
  const hidden = isSecret ? { ...object, ...maskedMap(object, "data"), ...maskedMap(object, "stringData") } : object;
  return maskValues(hidden, secrets);
}

/** Any plain value with the secrets in its texts replaced. */
export function maskValues<Value>(value: Value, secrets: readonly string[]): Value {
  return masked(value, secrets) as Value;
}

function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, mask), value);
  if (Array.isArray(value)) return value.map((one: unknown) => masked(one, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]: [string, unknown]) => [name, masked(one, secrets)]),
  );
}

function maskedMap(object: ManifestObject, field: string): Readonly<Record<string, unknown>> {
  const values = object[field];
  if (typeof values !== "object" || values === null) return {};
  return { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, mask])) };
}
