import { matchesGlob } from "./glob.ts";
import { findKind, resourceName } from "./kind-names.ts";
import type { KindNames } from "./kind-names.ts";

/** Whether a filter on kinds takes a namespaced kind. */
export type ResourceFilter = (kind: KindNames) => boolean;

interface Lists {
  readonly included?: readonly string[] | undefined;
  readonly excluded?: readonly string[] | undefined;
}

const everything = "*";

/** `includedResources` and `excludedResources` of a Backup or a Restore; `*` means nothing among the excluded. */
export function resourceFilter({ included, excluded }: Lists, kinds: readonly KindNames[]): ResourceFilter {
  const takes = (included ?? []).map((entry) => nameOf(entry, kinds));
  const drops = (excluded ?? []).filter((entry) => entry !== everything).map((entry) => nameOf(entry, kinds));
  return filterOf(takes, drops);
}

/**
 * `includedNamespaceScopedResources` and `excludedNamespaceScopedResources`: entries that name a cluster-scoped kind
 * are as if they were not there. Source: Velero 1.18, pkg/util/collections/includes_excludes.go.
 */
export function namespacedFilter({ included, excluded }: Lists, kinds: readonly KindNames[]): ResourceFilter {
  const names = (entries: readonly string[]): readonly string[] =>
    entries.filter((entry) => entry === everything || findKind(entry, kinds)?.namespaced !== false).map(resolve);
  const resolve = (entry: string): string => nameOf(entry, kinds);
  return filterOf(names(included ?? []), names(excluded ?? []));
}

/** An entry that names no kind of the cluster stays as it is, a glob on the names of kinds. */
function nameOf(entry: string, kinds: readonly KindNames[]): string {
  const kind = entry === everything ? undefined : findKind(entry, kinds);
  return kind === undefined ? entry : resourceName(kind);
}

function filterOf(takes: readonly string[], drops: readonly string[]): ResourceFilter {
  return (kind) => {
    const name = resourceName(kind);
    const isNamed = (pattern: string): boolean => matchesGlob(pattern, name);
    return !drops.some(isNamed) && (takes.length === 0 || takes.some(isNamed));
  };
}
