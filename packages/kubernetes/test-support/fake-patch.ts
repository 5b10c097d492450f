import { ApiError, type Patch } from "../src/index.ts";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** RFC 7386. Also stands for strategic merge, whose keyed lists it replaces whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

interface Operation {
  readonly op: "add" | "replace" | "remove" | "test";
  readonly path: string;
  readonly value?: unknown;
}

/** RFC 6902 without move and copy. A test that fails is the server's Invalid. */
export function jsonPatch(target: unknown, operations: readonly Operation[], words: string): unknown {
  const result = structuredClone(target);
  for (const operation of operations) applyOperation(result, operation, words);
  return result;
}

function applyOperation(root: unknown, operation: Operation, words: string): void {
  const segments = operation.path
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = segments.pop() ?? "";
  const parent = segments.reduce<unknown>((node, segment) => (node as Fields | undefined)?.[segment], root);
  if (typeof parent !== "object" || parent === null) throw refuse(operation, words);
  if (Array.isArray(parent)) applyToList(parent as unknown[], last, operation);
  else applyToFields(parent as Fields, last, { operation, words });
}

function applyToList(list: unknown[], segment: string, operation: Operation): void {
  const index = segment === "-" ? list.length : Number(segment);
  if (operation.op === "remove") list.splice(index, 1);
  else if (operation.op === "add") list.splice(index, 0, operation.value);
  else list[index] = operation.value;
}

function applyToFields(
  fields: Fields,
  key: string,
  { operation, words }: { readonly operation: Operation; readonly words: string },
): void {
  const isThere = key in fields;
  if (operation.op !== "add" && !isThere) throw refuse(operation, words);
  if (operation.op === "test" && JSON.stringify(fields[key]) !== JSON.stringify(operation.value))
    throw refuse(operation, words);
  if (operation.op === "remove") delete fields[key];
  else if (operation.op !== "test") fields[key] = operation.value;
}

function refuse({ op, path }: Operation, words: string): ApiError {
  return new ApiError({
    status: 422,
    reason: "Invalid",
    request: words,
    message: `the server rejected our request due to an error in our request: ${op} operation does not apply: ${path}`,
  });
}

export function applyPatch(target: unknown, patch: Patch, words: string): unknown {
  return patch.kind === "json"
    ? jsonPatch(target, patch.body as readonly Operation[], words)
    : mergePatch(target, patch.body);
}
