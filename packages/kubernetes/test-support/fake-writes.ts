import {
  ApiError,
  type DeleteOptions,
  type KubernetesClient,
  type KubernetesObject,
  type ObjectName,
  type ResourceType,
  type WriteOptions,
} from "../src/index.ts";
import { applyPatch, mergePatch } from "./fake-patch.ts";
import type { FakeStorage } from "./fake-storage.ts";

export interface FakeWriteSettings {
  readonly resolve: KubernetesClient["resolve"];
  readonly requireServed: (type: ResourceType, request: string) => void;
}

type Writes = Pick<KubernetesClient, "create" | "replace" | "patch" | "apply" | "delete">;

export function fakeWrites(storage: FakeStorage, settings: FakeWriteSettings): Writes {
  const writer = new FakeWriter(storage, settings);
  return {
    create: async <T extends KubernetesObject>(type: ResourceType, object: T, options?: WriteOptions) =>
      writer.create(type, object, options) as T,
    replace: async <T extends KubernetesObject>(type: ResourceType, object: T, options?: WriteOptions) =>
      writer.replace(type, object, options) as T,
    patch: async <T extends KubernetesObject>(...[type, name, patch, options]: Parameters<Writes["patch"]>) => {
      const words = wordsOf("patch", type, name);
      const found = writer.require(type, name, words);
      return writer.update(type, { found, next: applyPatch(found, patch, words) as KubernetesObject }, options) as T;
    },
    apply: async <T extends KubernetesObject>(object: T, options?: WriteOptions) => {
      const type = await settings.resolve(object.apiVersion, object.kind);
      if (type === undefined) throw unknownKind(object);
      const found = storage.find(type, object.metadata);
      if (found === undefined) return writer.create(type, object, options) as T;
      return writer.update(type, { found, next: mergePatch(found, object) as KubernetesObject }, options) as T;
    },
    delete: async (type, name, options) => writer.delete(type, name, options),
  };
}

class FakeWriter {
  readonly #storage: FakeStorage;
  readonly #settings: FakeWriteSettings;
  #generatedNames = 0;

  constructor(storage: FakeStorage, settings: FakeWriteSettings) {
    this.#storage = storage;
    this.#settings = settings;
  }

  create(type: ResourceType, object: KubernetesObject, options: WriteOptions = {}): KubernetesObject {
    const named = this.#withName(object);
    const words = wordsOf("create", type, named.metadata);
    this.#settings.requireServed(type, words);
    if (type.namespaced && named.metadata.namespace === undefined) throw new Error(`${words}: no namespace`);
    if ((named.metadata.resourceVersion ?? "") !== "") {
      throw refusal(words, {
        // What kube-apiserver answers; a bad request would be the better word.
        status: 500,
        reason: "InternalError",
        message: "resourceVersion should not be set on objects to be created",
      });
    }
    if (this.#storage.find(type, named.metadata) !== undefined) {
      throw refusal(words, {
        status: 409,
        reason: "AlreadyExists",
        message: `${type.plural} "${named.metadata.name}" already exists`,
      });
    }
    return options.dryRun === true ? structuredClone(named) : this.#storage.insert(type, named);
  }

  replace(type: ResourceType, object: KubernetesObject, options: WriteOptions = {}): KubernetesObject {
    const words = wordsOf("replace", type, object.metadata);
    const found = this.require(type, object.metadata, words);
    const { resourceVersion = "", uid = found.metadata.uid } = object.metadata;
    if (resourceVersion !== "" && resourceVersion !== found.metadata.resourceVersion) {
      throw conflict(
        words,
        "the object has been modified; please apply your changes to the latest version and try again",
      );
    }
    if (uid !== found.metadata.uid) throw conflict(words, `the UID in the precondition (${uid}) does not match`);
    return this.update(type, { found, next: object }, options);
  }

  update(
    type: ResourceType,
    { found, next }: { readonly found: KubernetesObject; readonly next: KubernetesObject },
    options: WriteOptions = {},
  ): KubernetesObject {
    return options.dryRun === true ? structuredClone(next) : this.#storage.update(type, found, next);
  }

  delete(type: ResourceType, name: ObjectName, options: DeleteOptions = {}): "accepted" | "absent" {
    const found = this.#storage.find(type, name);
    if (found === undefined) return "absent";
    const words = wordsOf("delete", type, name);
    const { uid = found.metadata.uid, resourceVersion = found.metadata.resourceVersion } = options;
    if (uid !== found.metadata.uid) throw conflict(words, `the UID in the precondition (${uid}) does not match`);
    if (resourceVersion !== found.metadata.resourceVersion)
      throw conflict(words, "the ResourceVersion in the precondition does not match");
    this.#storage.delete(type, found);
    return "accepted";
  }

  require(type: ResourceType, name: ObjectName, words: string): KubernetesObject {
    const found = this.#storage.find(type, name);
    if (found !== undefined) return found;
    throw refusal(words, { status: 404, reason: "NotFound", message: `${type.plural} "${name.name}" not found` });
  }

  #withName(object: KubernetesObject): KubernetesObject {
    const { name, generateName } = object.metadata;
    if (name !== "" && name !== undefined) return object;
    this.#generatedNames += 1;
    return {
      ...object,
      metadata: { ...object.metadata, name: `${generateName ?? ""}${String(this.#generatedNames).padStart(5, "0")}` },
    };
  }
}

function wordsOf(verb: string, type: ResourceType, { name, namespace }: ObjectName): string {
  return `${verb} ${type.plural} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function refusal(
  request: string,
  fields: { readonly status: number; readonly reason: string; readonly message: string },
): ApiError {
  return new ApiError({ ...fields, request });
}

function conflict(request: string, message: string): ApiError {
  return refusal(request, { status: 409, reason: "Conflict", message });
}

function unknownKind(object: KubernetesObject): ApiError {
  const message = `The API server knows no kind ${object.kind} of ${object.apiVersion}; its CustomResourceDefinition is not installed`;
  return refusal(`apply ${object.kind} ${object.metadata.name}`, { status: 404, reason: "NotFound", message });
}
