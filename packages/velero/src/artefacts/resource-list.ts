import { damaged, isObject, parseArtefact, textsAt } from "./json.ts";

export interface ListedResource {
  /** "v1", "apps/v1", … */
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  /** Of a restore: created, updated, failed or skipped. */
  readonly outcome?: string;
}

/** Reads the resource list of a backup or a restore, already unpacked, in its own order. */
export function parseResourceList(text: string): readonly ListedResource[] {
  const value = parseArtefact(text, "list of objects");
  if (!isObject(value)) throw damaged("list of objects", "it is not a JSON object");
  return Object.keys(value).flatMap((key) => {
    const cut = key.lastIndexOf("/");
    const type = { apiVersion: key.slice(0, Math.max(cut, 0)), kind: key.slice(cut + 1) };
    return textsAt(value, key).map((entry) => ({ ...type, ...nameOf(entry) }));
  });
}

/** "<namespace>/<name>" or "<name>", of a restore with "(outcome)" behind. Names may hold colons, never brackets. */
function nameOf(entry: string): Pick<ListedResource, "namespace" | "name" | "outcome"> {
  const match = /^(?:([^/]+)\/)?([^(]+?)(?:\(([^()]*)\))?$/.exec(entry);
  const [, namespace, name, outcome] = match ?? [];
  return {
    name: name ?? entry,
    ...(namespace === undefined ? {} : { namespace }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
