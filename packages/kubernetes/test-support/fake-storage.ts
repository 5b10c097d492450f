import { ApiError, type KubernetesObject, type ObjectName, type ResourceType } from "../src/index.ts";

export interface StoredEvent {
  readonly resourceVersion: number;
  readonly type: ResourceType;
  readonly kind: "added" | "modified" | "deleted";
  readonly object: KubernetesObject;
}

type MutableObject = { metadata: Record<string, unknown> } & Record<string, unknown>;

/** Objects of all types with one growing resourceVersion and the events since the last compaction. */
export class FakeStorage {
  readonly #objects = new Map<string, { readonly type: ResourceType; readonly object: KubernetesObject }>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #resourceVersion = 1;
  #uids = 0;
  #compactedTo = 0;
  #events: StoredEvent[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get resourceVersion(): string {
    return String(this.#resourceVersion);
  }

  find(type: ResourceType, name: ObjectName): KubernetesObject | undefined {
    const found = this.#objects.get(keyOf(type, name));
    return found === undefined ? undefined : structuredClone(found.object);
  }

  all(type: ResourceType): readonly KubernetesObject[] {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(`${typeKey(type)} `)).sort();
    return keys.flatMap((key) => structuredClone(this.#objects.get(key)?.object ?? []));
  }

  insert(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const uid = `00000000-0000-4000-8000-${String(++this.#uids).padStart(12, "0")}`;
    const creationTimestamp = new Date(this.#now()).toISOString().replace(/\.\d+Z$/, "Z");
    const metadata = { ...object.metadata, uid, creationTimestamp, generation: 1 };
    return this.#save(type, { ...object, metadata }, "added");
  }

  /** Keeps what only the server sets; an object that is being deleted goes with its last finalizer. */
  update(type: ResourceType, found: KubernetesObject, next: KubernetesObject): KubernetesObject {
    const { uid, creationTimestamp, deletionTimestamp, generation = 1, resourceVersion } = found.metadata;
    const kept = {
      uid,
      creationTimestamp,
      generation,
      resourceVersion,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    };
    const candidate = { ...next, metadata: { ...next.metadata, ...kept } } as KubernetesObject;
    if (sameContent(found, candidate)) return found;
    if (deletionTimestamp !== undefined && (candidate.metadata.finalizers ?? []).length === 0)
      return this.#remove(type, candidate);
    const changedSpec = JSON.stringify(bodyOf(found)) !== JSON.stringify(bodyOf(candidate));
    const metadata = { ...candidate.metadata, generation: changedSpec ? generation + 1 : generation };
    return this.#save(type, { ...candidate, metadata }, "modified");
  }

  delete(type: ResourceType, found: KubernetesObject): void {
    if ((found.metadata.finalizers ?? []).length === 0) {
      this.#remove(type, found);
    } else if (found.metadata.deletionTimestamp === undefined) {
      const deletionTimestamp = new Date(this.#now()).toISOString().replace(/\.\d+Z$/, "Z");
      this.#save(type, { ...found, metadata: { ...found.metadata, deletionTimestamp } }, "modified");
    }
  }

  /** Forgets the events: watches from an older resourceVersion are Expired, as after etcd's compaction. */
  compact(): void {
    this.#events = [];
    this.#compactedTo = this.#resourceVersion;
  }

  /** Throws Expired when events since then were forgotten. */
  eventsAfter(resourceVersion: number, words: string): readonly StoredEvent[] {
    if (resourceVersion < this.#compactedTo) {
      throw new ApiError({
        status: 410,
        reason: "Expired",
        request: words,
        message: `too old resource version: ${resourceVersion} (${this.#compactedTo})`,
      });
    }
    return structuredClone(this.#events.filter((event) => event.resourceVersion > resourceVersion));
  }

  /** Resolves when there is a change after that resourceVersion, or when the signal aborts. */
  changedSince(resourceVersion: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#resourceVersion > resourceVersion || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#listeners.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#listeners.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }

  #save(type: ResourceType, object: KubernetesObject, kind: "added" | "modified"): KubernetesObject {
    const saved = this.#stamp(object);
    this.#objects.set(keyOf(type, saved.metadata), { type, object: saved });
    this.#publish(type, saved, kind);
    return structuredClone(saved);
  }

  #remove(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const removed = this.#stamp(object);
    this.#objects.delete(keyOf(type, removed.metadata));
    this.#publish(type, removed, "deleted");
    return structuredClone(removed);
  }

  #stamp(object: KubernetesObject): KubernetesObject {
    this.#resourceVersion += 1;
    const stamped = structuredClone(object) as unknown as MutableObject;
    stamped.metadata["resourceVersion"] = this.resourceVersion;
    return stamped as unknown as KubernetesObject;
  }

  #publish(type: ResourceType, object: KubernetesObject, kind: StoredEvent["kind"]): void {
    this.#events.push({ resourceVersion: this.#resourceVersion, type, kind, object });
    for (const wake of this.#listeners) wake();
  }
}

export function typeKey({ group, plural }: ResourceType): string {
  return `${plural}.${group}`;
}

function keyOf(type: ResourceType, { name, namespace }: ObjectName): string {
  return `${typeKey(type)} ${type.namespaced ? (namespace ?? "") : ""}/${name}`;
}

function bodyOf(object: KubernetesObject): object {
  return { ...object, metadata: undefined };
}

function sameContent(first: KubernetesObject, second: KubernetesObject): boolean {
  return JSON.stringify(sorted(first)) === JSON.stringify(sorted(second));
}

/** The same fields in another order are the same object. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
