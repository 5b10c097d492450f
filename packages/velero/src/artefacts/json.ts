import { Fault } from "@holdfast/domain";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses one of Velero's JSON artefacts; what is not JSON is a Fault that names it. */
export function parseArtefact(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(what, error instanceof Error ? error.message : String(error));
  }
}

export function damaged(what: string, reason: string): Fault {
  return new Fault("artefact-unreadable", `Velero's ${what} cannot be read`, {
    reason,
    remedy: "The object in the bucket is damaged or of an unknown Velero version; make a new backup",
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectAt(value: JsonObject, key: string): JsonObject | undefined {
  const field = value[key];
  return isObject(field) ? field : undefined;
}

export function textAt(value: JsonObject, key: string): string | undefined {
  const field = value[key];
  return typeof field === "string" && field !== "" ? field : undefined;
}

export function numberAt(value: JsonObject, key: string): number | undefined {
  const field = value[key];
  return typeof field === "number" ? field : undefined;
}

export function textsAt(value: JsonObject, key: string): readonly string[] {
  const field = value[key];
  return Array.isArray(field) ? field.filter((entry) => typeof entry === "string") : [];
}
