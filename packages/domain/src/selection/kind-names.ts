/** A kind of the cluster with the names that it goes by. Lists of them keep the order of discovery: core group first. */
export interface KindNames {
  /** "" for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Absent: the kind in lower case. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
}

/** "deployments.apps", "secrets": what Velero compares filters with. */
export function resourceName({ group, plural }: KindNames): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/**
 * The kind that a filter's entry names: plural, or singular or kind in any case, or a short name, each perhaps with
 * "." and its group or the beginning of its group. Of several kinds it is the first of discovery's order. Undefined
 * when there is none. Source: Velero 1.18 asks client-go's RESTMapper behind its ShortcutExpander.
 */
export function findKind(entry: string, kinds: readonly KindNames[]): KindNames | undefined {
  const cut = entry.indexOf(".");
  const group = cut < 0 ? "" : entry.slice(cut + 1);
  const name = cut < 0 ? entry : entry.slice(0, cut);
  const ofGroup = kinds.filter((kind) => group === "" || kind.group === group);
  const likeGroup = kinds.filter((kind) => kind.group.startsWith(group));
  // In this order: a short name counts only where no kind has that very name.
  return (
    ofGroup.find((kind) => isCalled(kind, name)) ??
    findShort(ofGroup, name) ??
    ofGroup.find((kind) => isCalled(kind, name.toLowerCase())) ??
    findShort(likeGroup, name) ??
    likeGroup.find((kind) => isCalled(kind, name.toLowerCase()))
  );
}

function isCalled({ plural, kind, singular = kind.toLowerCase() }: KindNames, name: string): boolean {
  return plural === name || singular === name;
}

function findShort(kinds: readonly KindNames[], name: string): KindNames | undefined {
  return kinds.find(({ shortNames = [] }) => shortNames.includes(name));
}
