import type { VendorField } from "./backup-fields.ts";
import type { Fields } from "./fields.ts";

/** Unknown fields, wrong types, and fields that are refused or not used, each with its reason. */
export function checkFields(spec: Fields, known: Readonly<Record<string, VendorField>>, what: string): void {
  spec.onlyKnown(Object.keys(known), `is not a field of a ${what}`);
  for (const name of spec.names) {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined) continue;
    checkType(spec, name, field.type);
    switch (field.use?.kind) {
      case "refused":
        spec.refuse([name], field.use.reason);
        break;
      case "not-used":
        spec.warn([name], field.use.reason);
        break;
      case undefined:
        break;
    }
  }
}

function checkType(spec: Fields, name: string, type: VendorField["type"]): void {
  switch (type) {
    case "text":
      if (typeof spec.raw(name) !== "string") spec.refuse([name], "must be a text");
      break;
    case "flag":
      if (typeof spec.raw(name) !== "boolean") spec.refuse([name], "must be true or false");
      break;
    case "texts":
      spec.texts(name);
      break;
    case "mapping":
      spec.mapping(name);
      break;
    case "mappings":
      spec.mappings(name);
      break;
  }
}

/** Absent, or a whole number from 0. */
export function checkCount(fields: Fields, name: string): void {
  const value = fields.raw(name);
  if (value === undefined || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)) return;
  fields.refuse([name], "must be a whole number from 0");
}
