import { damaged, isObject, numberAt, objectAt, parseArtefact, textAt } from "./json.ts";

/** Work that a plugin went on with after Velero had passed the object, e.g. moving a snapshot. */
export interface ItemOperation {
  readonly operationId: string;
  /** The plugin's action. */
  readonly action: string;
  /** "persistentvolumeclaims", "pods", with ".group" behind unless core. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  /** New, InProgress, Completed, Failed, or a later version's word. */
  readonly phase: string;
  readonly error?: string;
  readonly done?: number;
  readonly total?: number;
  readonly units?: string;
}

export function parseItemOperations(text: string): readonly ItemOperation[] {
  const value = parseArtefact(text, "list of item operations");
  if (value === null) return [];
  if (!Array.isArray(value)) throw damaged("list of item operations", "it is not a JSON array");
  return value.filter(isObject).map((entry) => {
    const spec = objectAt(entry, "spec") ?? {};
    const status = objectAt(entry, "status") ?? {};
    // Velero writes this object with Go's field names.
    const item = objectAt(spec, "resourceIdentifier") ?? {};
    const group = textAt(item, "Group");
    const namespace = textAt(item, "Namespace");
    const error = textAt(status, "error");
    const done = numberAt(status, "nCompleted");
    const total = numberAt(status, "nTotal");
    const units = textAt(status, "operationUnits");
    return {
      operationId: textAt(spec, "operationID") ?? "",
      action: textAt(spec, "backupItemAction") ?? textAt(spec, "restoreItemAction") ?? "",
      resource: `${textAt(item, "Resource") ?? ""}${group === undefined ? "" : `.${group}`}`,
      name: textAt(item, "Name") ?? "",
      phase: textAt(status, "phase") ?? "New",
      ...(namespace === undefined ? {} : { namespace }),
      ...(error === undefined ? {} : { error }),
      ...(done === undefined ? {} : { done }),
      ...(total === undefined ? {} : { total }),
      ...(units === undefined ? {} : { units }),
    };
  });
}
