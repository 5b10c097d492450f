import type { ManifestObject } from "@holdfast/domain";

const mask = "********";

/** A Secret with every value hidden; other objects as they are, except what templates put into them from secrets: see docs. */
export function maskSecrets(object: ManifestObject): ManifestObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  return { ...object, ...maskedMap(object, "data"), ...maskedMap(object, "stringData") };
}

function maskedMap(object: ManifestObject, field: string): Readonly<Record<string, unknown>> {
  const values = object[field];
  if (typeof values !== "object" || values === null) return {};
  return { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, mask])) };
}
