import {
  ApiError,
  type KubernetesClient,
  type KubernetesObject,
  type ListPage,
  type ListQuery,
  matchesLabelSelector,
  type ResourceType,
  type WatchEvent,
  type WatchQuery,
} from "../src/index.ts";
import { type FakeStorage, typeKey } from "./fake-storage.ts";

type RequireServed = (type: ResourceType, request: string) => void;

export function fakeReads(
  storage: FakeStorage,
  requireServed: RequireServed,
): Pick<KubernetesClient, "get" | "list" | "listAll" | "watch"> {
  const list = async <T extends KubernetesObject>(type: ResourceType, query: ListQuery = {}): Promise<ListPage<T>> => {
    requireServed(type, `list ${type.plural}`);
    return pageOf<T>(storage, type, query);
  };
  return {
    get: (type, name) => Promise.resolve(storage.find(type, name)) as Promise<never>,
    list,
    listAll: async <T extends KubernetesObject>(type: ResourceType, query: ListQuery = {}) => {
      const { items } = await list<T>(type, query);
      return items;
    },
    watch: (type, query) => watchEvents(storage, type, query, requireServed) as never,
  };
}

/** The continue token is the number of objects already given. */
function pageOf<T extends KubernetesObject>(storage: FakeStorage, type: ResourceType, query: ListQuery): ListPage<T> {
  const selected = storage.all(type).filter((object) => isSelected(object, query));
  const start = Number(query.continue ?? 0);
  const end = query.limit === undefined ? selected.length : start + query.limit;
  return {
    items: selected.slice(start, end) as unknown as readonly T[],
    resourceVersion: storage.resourceVersion,
    ...(end < selected.length ? { continue: String(end) } : {}),
  };
}

async function* watchEvents(
  storage: FakeStorage,
  type: ResourceType,
  query: WatchQuery,
  requireServed: RequireServed,
): AsyncGenerator<WatchEvent<KubernetesObject>, void, undefined> {
  const words = `watch ${type.plural}`;
  requireServed(type, words);
  let seen = Number(query.resourceVersion ?? 0);
  // Whether the watcher knows an object decides if a change is "added", "modified" or "deleted" for it.
  const known = new Set<string>();
  if (seen === 0) {
    seen = Number(storage.resourceVersion);
    for (const object of storage.all(type).filter((candidate) => isSelected(candidate, query))) {
      known.add(object.metadata.uid ?? "");
      yield { kind: "added", object };
    }
  }
  while (query.signal?.aborted !== true) {
    for (const event of storage.eventsAfter(seen, words)) {
      seen = event.resourceVersion;
      if (typeKey(event.type) !== typeKey(type) || !isInNamespace(event.object, query)) continue;
      const translated = translate(event, known, isSelected(event.object, query));
      if (translated !== undefined) yield translated;
      if (query.signal?.aborted) return;
    }
    await storage.changedSince(seen, query.signal);
  }
}

/** An object that comes to match the selector is added, one that no longer does is deleted, as the API server says it. */
function translate(
  { kind, object }: { readonly kind: "added" | "modified" | "deleted"; readonly object: KubernetesObject },
  known: Set<string>,
  matches: boolean,
): WatchEvent<KubernetesObject> | undefined {
  const uid = object.metadata.uid ?? "";
  const wasKnown = known.has(uid);
  if (kind === "deleted" || !matches) {
    known.delete(uid);
    return wasKnown || (matches && kind === "deleted") ? { kind: "deleted", object } : undefined;
  }
  known.add(uid);
  return { kind: wasKnown || kind === "modified" ? "modified" : "added", object };
}

function isSelected(object: KubernetesObject, query: ListQuery | WatchQuery): boolean {
  return (
    isInNamespace(object, query) &&
    matchesLabelSelector(query.labelSelector ?? "", object.metadata.labels) &&
    matchesFieldSelector(query.fieldSelector ?? "", object)
  );
}

function isInNamespace({ metadata }: KubernetesObject, { namespace }: { readonly namespace?: string }): boolean {
  return namespace === undefined || metadata.namespace === namespace;
}

function matchesFieldSelector(selector: string, object: KubernetesObject): boolean {
  return selector
    .split(",")
    .filter((part) => part !== "")
    .every((part) => matchesField(part, object));
}

function matchesField(part: string, object: KubernetesObject): boolean {
  const [, path, sign, expected] = /^([^=!]+)(!=|==?)(.*)$/.exec(part) ?? [];
  if (path === undefined) {
    throw new ApiError({
      status: 400,
      reason: "BadRequest",
      request: "list",
      message: `invalid field selector "${part}"`,
    });
  }
  const value = path
    .split(".")
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], object);
  const text = typeof value === "string" ? value : "";
  return sign === "!=" ? text !== expected : text === expected;
}
