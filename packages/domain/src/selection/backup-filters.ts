import type { LiveObject } from "../restore/live-object.ts";
import { matchesGlob } from "./glob.ts";
import { resourceName } from "./kind-names.ts";
import type { KindNames } from "./kind-names.ts";
import { selectsLabels } from "./label-selector.ts";
import type { LabelSelector } from "./label-selector.ts";
import { namespacedFilter, resourceFilter } from "./resource-filter.ts";
import type { ResourceFilter } from "./resource-filter.ts";

/** What of a Velero Backup's spec decides which namespaced objects it takes. */
export interface BackupFilters {
  readonly includedNamespaces?: readonly string[];
  readonly excludedNamespaces?: readonly string[];
  readonly includedResources?: readonly string[];
  readonly excludedResources?: readonly string[];
  readonly includeClusterResources?: boolean;
  readonly includedNamespaceScopedResources?: readonly string[];
  readonly excludedNamespaceScopedResources?: readonly string[];
  readonly labelSelector?: LabelSelector;
  readonly orLabelSelectors?: readonly LabelSelector[];
  /** Names rules that are not in the Backup. */
  readonly resourcePolicy?: unknown;
}

/** Why an object of the application's namespaces is not in a backup, or does not come back from it. */
export type LeftOut = "namespace" | "kind" | "labels" | "policy" | "restore";

/** What stands between a namespaced object and its way through a backup; undefined: nothing. */
export type FindLeftOut = (object: LiveObject) => LeftOut | undefined;

/** Plain JSON. */
export interface RestoreFilters {
  readonly backup: BackupFilters;
  /** `excludedResources` of the Restore. */
  readonly restoreExcludes: readonly string[];
  /**
   * What the backup holds, by `heldKey`. Given when `needsHeld`: what it holds comes back, even when its labels have
   * changed since.
   */
  readonly held?: readonly string[];
}

/** Whether filters by kind and namespace alone cannot tell what the backup holds. */
export function needsHeld({ labelSelector, orLabelSelectors, resourcePolicy }: BackupFilters): boolean {
  return isSaid(labelSelector) || (orLabelSelectors ?? []).length > 0 || isSaid(resourcePolicy);
}

/** Kubernetes writes a field that is not said as absent or as null. */
function isSaid(field: unknown): boolean {
  return field !== undefined && field !== null;
}

/** `resource` is plural with ".group" behind, unless core. */
export function heldKey(resource: string, { namespace, name }: { readonly namespace?: string; readonly name: string }) {
  return `${resource}/${namespace ?? ""}/${name}`;
}

/** As Velero would decide today, with the kinds that the cluster serves. */
export function leftOutBy({ backup, restoreExcludes, held }: RestoreFilters, kinds: readonly KindNames[]): FindLeftOut {
  const taken = kindFilter(backup, kinds);
  const restored = resourceFilter({ excluded: restoreExcludes }, kinds);
  const byKind = new Map(kinds.map((kind) => [JSON.stringify([kind.group, kind.kind]), kind]));
  const keys = new Set(held);
  return (object) => {
    const kind = byKind.get(JSON.stringify([object.group, object.kind]));
    if (kind !== undefined && !restored(kind)) return "restore";
    if (kind !== undefined && keys.has(heldKey(resourceName(kind), object))) return undefined;
    if (!takesNamespace(backup, object.namespace ?? "")) return "namespace";
    if (kind === undefined || !taken(kind)) return "kind";
    if (!takesLabels(backup, object.labels)) return "labels";
    return isSaid(backup.resourcePolicy) ? "policy" : undefined;
  };
}

/** Velero knows two families of filters, and the older one counts as soon as any of it is said. */
function kindFilter(backup: BackupFilters, kinds: readonly KindNames[]): ResourceFilter {
  const { includedResources: included, excludedResources: excluded, includeClusterResources } = backup;
  const isOlder =
    typeof includeClusterResources === "boolean" || (included ?? []).length > 0 || (excluded ?? []).length > 0;
  if (isOlder) return resourceFilter({ included, excluded }, kinds);
  const { includedNamespaceScopedResources, excludedNamespaceScopedResources } = backup;
  const lists = { included: includedNamespaceScopedResources, excluded: excludedNamespaceScopedResources };
  return namespacedFilter(lists, kinds);
}

function takesNamespace({ includedNamespaces, excludedNamespaces }: BackupFilters, namespace: string): boolean {
  const isNamed = (pattern: string): boolean => matchesGlob(pattern, namespace);
  const included = includedNamespaces ?? [];
  return !(excludedNamespaces ?? []).some(isNamed) && (included.length === 0 || included.some(isNamed));
}

function takesLabels(
  { labelSelector, orLabelSelectors }: BackupFilters,
  labels: Readonly<Record<string, string>>,
): boolean {
  const several = orLabelSelectors ?? [];
  if (several.length > 0) return several.some((selector) => selectsLabels(selector, labels));
  return selectsLabels(labelSelector ?? {}, labels);
}
