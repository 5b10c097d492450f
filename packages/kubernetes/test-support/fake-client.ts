import {
  type AccessQuestion,
  ApiError,
  apiVersionOf,
  builtInTypes,
  type Clock,
  type KubernetesClient,
  type KubernetesObject,
  type ResourceType,
  systemClock,
} from "../src/index.ts";
import { fakeReads } from "./fake-reads.ts";
import { FakeStorage, typeKey } from "./fake-storage.ts";
import { fakeWrites } from "./fake-writes.ts";

export interface FakeClientOptions {
  /** Stored before the first call; may stand in any order. */
  readonly objects?: readonly KubernetesObject[];
  /** Types that are served besides the built-in ones and those of stored CustomResourceDefinitions. */
  readonly types?: readonly ResourceType[];
  readonly clock?: Pick<Clock, "now">;
  /** What the caller may do. Default: everything. */
  readonly allows?: (question: AccessQuestion) => boolean;
  /** exec, logs, portForward and raw are refused unless they are given here. */
  readonly calls?: Partial<Pick<KubernetesClient, "exec" | "logs" | "portForward" | "raw" | "version">>;
}

export interface FakeClient extends KubernetesClient {
  /** Forgets past events, so that watches resumed from before are Expired. */
  compact(): void;
}

/**
 * The port in memory, for tests of decisions. Simplified: apply merges maps, replaces lists and knows no field owners;
 * namespaces need not exist; owner references and propagation do nothing; no defaults, no validation, and status is a
 * field like any other. What it does do passes the same contract suite as the API server.
 */
export function createFakeClient(options: FakeClientOptions = {}): FakeClient {
  const clock = options.clock ?? systemClock;
  const storage = new FakeStorage(() => clock.now());
  const served = (): readonly ResourceType[] => [...builtInTypes, ...(options.types ?? []), ...definedTypes(storage)];
  const resolve: KubernetesClient["resolve"] = (apiVersion, kind) =>
    Promise.resolve(served().find((type) => type.kind === kind && apiVersionOf(type) === apiVersion));
  const requireServed = (type: ResourceType, request: string): void => {
    if (!served().some((known) => typeKey(known) === typeKey(type))) throw notServed(request);
  };
  for (const object of options.objects ?? []) storage.insert(typeOfInitial(object, options.types ?? []), object);
  return {
    server: "https://fake.invalid",
    contextNamespace: "default",
    userName: "fake-user",
    ...fakeReads(storage, requireServed),
    ...fakeWrites(storage, { resolve, requireServed }),
    resolve,
    resourceTypes: () => Promise.resolve(served().map((type) => ({ ...type, verbs: allVerbs, preferred: true }))),
    version: () => Promise.resolve({ gitVersion: "v1.34.1", major: "1", minor: "34" }),
    reviewAccess: (questions) =>
      Promise.resolve(questions.map((question) => ({ question, allowed: options.allows?.(question) ?? true }))),
    raw: () => Promise.reject(unsupported("raw")),
    exec: () => Promise.reject(unsupported("exec")),
    portForward: () => Promise.reject(unsupported("portForward")),
    logs: () => {
      throw unsupported("logs");
    },
    ...options.calls,
    compact: () => {
      storage.compact();
    },
    close: () => Promise.resolve(),
  };
}

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** Objects are stored before anybody can ask for types, so definitions may follow their objects. */
function typeOfInitial(object: KubernetesObject, types: readonly ResourceType[]): ResourceType {
  const known = [...builtInTypes, ...types].find(
    (type) => type.kind === object.kind && apiVersionOf(type) === object.apiVersion,
  );
  if (known === undefined)
    throw new Error(`the fake was given a ${object.kind} of ${object.apiVersion} but no such type`);
  return known;
}

interface Definition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

function definedTypes(storage: FakeStorage): readonly ResourceType[] {
  const definitions = storage.all({
    group: "apiextensions.k8s.io",
    version: "v1",
    kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions",
    namespaced: false,
  });
  return (definitions as readonly Definition[]).flatMap(({ spec }) =>
    spec.versions.map(({ name }) => ({
      group: spec.group,
      version: name,
      ...spec.names,
      namespaced: spec.scope === "Namespaced",
    })),
  );
}

function notServed(request: string): ApiError {
  const message =
    "The API server does not serve this kind of object (the fake serves built-in types, its `types` and stored CustomResourceDefinitions)";
  return new ApiError({ status: 404, reason: "NotFound", request, message });
}

function unsupported(call: string): ApiError {
  return new ApiError({
    status: 501,
    reason: "NotImplemented",
    request: call,
    message: `the fake was given no ${call}`,
  });
}
