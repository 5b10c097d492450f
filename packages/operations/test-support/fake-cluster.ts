import { ApiError } from "@holdfast/kubernetes";
import type {
  KubernetesClient,
  KubernetesObject,
  ListQuery,
  ObjectName,
  Patch,
  ResourceType,
} from "@holdfast/kubernetes";

/** Called before every write with its description; throwing is a program that dies or a server that refuses. */
export type BeforeWrite = (write: string) => void;

type Stored = KubernetesObject & Record<string, unknown>;

export interface FakeCluster {
  /** Another connection to the same cluster, with its own view of failing writes. */
  client(beforeWrite?: BeforeWrite): KubernetesClient;
  /** What is stored, by "plural namespace/name". */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
}

/** Objects in memory with resource versions, uids and preconditions: what operation records and locks rely on. */
export function fakeCluster(): FakeCluster {
  const objects = new Map<string, Stored>();
  const state = { version: 0 };
  return { objects, client: (beforeWrite = () => undefined) => fakeClient(objects, state, beforeWrite) };
}

function fakeClient(
  objects: Map<string, Stored>,
  state: { version: number },
  beforeWrite: BeforeWrite,
): KubernetesClient {
  const stamp = (object: KubernetesObject, uid: string): Stored => {
    state.version += 1;
    const metadata = { ...object.metadata, uid, resourceVersion: String(state.version) };
    return structuredClone({ ...object, metadata });
  };
  const offered = {
    server: "https://fake",
    contextNamespace: "default",
    userName: "tester",
    get: async (type: ResourceType, name: ObjectName) => structuredClone(objects.get(keyOf(type, name))),
    listAll: async (type: ResourceType, query: ListQuery = {}) =>
      [...objects]
        .filter(([key, object]) => matches(type, query, key, object))
        .map(([, object]) => structuredClone(object)),
    create: async (type: ResourceType, object: KubernetesObject) => {
      const key = keyOf(type, object.metadata);
      beforeWrite(`create ${key}`);
      if (objects.has(key)) throw refusal("AlreadyExists", 409, key);
      const stored = stamp(object, `uid-${state.version + 1}`);
      objects.set(key, stored);
      return structuredClone(stored);
    },
    replace: async (type: ResourceType, object: KubernetesObject) => {
      const key = keyOf(type, object.metadata);
      beforeWrite(`replace ${key}`);
      const found = objects.get(key);
      if (found === undefined) throw refusal("NotFound", 404, key);
      const expected = object.metadata.resourceVersion;
      if (expected !== undefined && expected !== found.metadata.resourceVersion) throw refusal("Conflict", 409, key);
      const stored = stamp(object, found.metadata.uid ?? "");
      objects.set(key, stored);
      return structuredClone(stored);
    },
    patch: async (type: ResourceType, name: ObjectName, patch: Patch) => {
      const key = keyOf(type, name);
      beforeWrite(`patch ${key}`);
      const found = objects.get(key);
      if (found === undefined) throw refusal("NotFound", 404, key);
      const body = patch.body as Partial<Stored>;
      const uid = body.metadata?.uid;
      if (uid !== undefined && uid !== found.metadata.uid) throw refusal("Conflict", 409, key);
      const data = { ...(found["data"] as object), ...(body["data"] as object) };
      objects.set(key, stamp({ ...found, ...{ data } }, found.metadata.uid ?? ""));
      return structuredClone(objects.get(key));
    },
    apply: async (object: KubernetesObject) => {
      const key = `${object.kind.toLowerCase()}s ${object.metadata.namespace ?? ""}/${object.metadata.name}`;
      beforeWrite(`apply ${key}`);
      objects.set(key, stamp(object, objects.get(key)?.metadata.uid ?? `uid-${state.version + 1}`));
      return structuredClone(objects.get(key));
    },
    delete: async (type: ResourceType, name: ObjectName, options: { readonly uid?: string } = {}) => {
      const key = keyOf(type, name);
      beforeWrite(`delete ${key}`);
      const found = objects.get(key);
      if (found === undefined) return "absent" as const;
      if (options.uid !== undefined && options.uid !== found.metadata.uid) throw refusal("Conflict", 409, key);
      objects.delete(key);
      return "accepted" as const;
    },
  };
  // Only what records, locks and the runner use; anything else is a TypeError that names the missing method.
  return offered as unknown as KubernetesClient;
}

function keyOf(type: ResourceType, name: ObjectName): string {
  return `${type.plural} ${name.namespace ?? ""}/${name.name}`;
}

function matches(type: ResourceType, query: ListQuery, key: string, object: Stored): boolean {
  if (!key.startsWith(`${type.plural} ${query.namespace ?? ""}`)) return false;
  const terms = query.labelSelector?.split(",") ?? [];
  return terms.every((term) => {
    const [label = "", value] = term.split("=");
    return object.metadata.labels?.[label] === value;
  });
}

function refusal(reason: string, status: number, request: string): ApiError {
  return new ApiError({ message: `${request}: ${reason}`, status, reason, request });
}
