import { isDefault } from "./object-noise.ts";
import type { ObjectPrint } from "./object-print.ts";

/** A field that a restore changes. Values are there only where they tell nothing secret. */
export interface FieldChange {
  readonly path: string;
  readonly now?: string;
  readonly backup?: string;
}

/** `now` is in the cluster, `backup` in the backup. A field that one side filled in by itself is no change. */
export function comparePrints(kind: string, now: ObjectPrint, backup: ObjectPrint): readonly FieldChange[] {
  const paths = [...new Set([...now.keys(), ...backup.keys()])].sort();
  return paths.flatMap((path): readonly FieldChange[] => {
    const [present, backedUp] = [now.get(path), backup.get(path)];
    if (present === backedUp) return [];
    if (present === undefined && isDefault(path, backedUp ?? "")) return [];
    if (backedUp === undefined && isDefault(path, present ?? "")) return [];
    return [{ path, ...shown(kind, path, "now", present), ...shown(kind, path, "backup", backedUp) }];
  });
}

/** The only fields whose values are said: anything else may hold what a person wants to keep to themselves. */
const plainFields: readonly RegExp[] = [
  /^spec\.(?:replicas|suspend|schedule|type|storageClassName|minReplicas|maxReplicas)$/u,
  /\.image$/u,
  /\.(?:port|targetPort|containerPort|storage)$/u,
];

function shown(kind: string, path: string, side: "now" | "backup", text: string | undefined): Partial<FieldChange> {
  if (text === undefined || text.startsWith("#") || kind === "Secret") return {};
  if (!plainFields.some((pattern) => pattern.test(path))) return {};
  const value: unknown = JSON.parse(text);
  return { [side]: typeof value === "string" ? value : text };
}
