import { ApiError } from "../api-error.ts";
import type { KubernetesClient, Patch, WriteOptions } from "../client.ts";
import type { KubernetesObject, ObjectName, ResourceType } from "../objects.ts";
import { collectionPath, objectPath, requestWords, withQuery } from "../transport/paths.ts";
import { sendJson, sendJsonOrAbsent } from "../transport/send-json.ts";
import type { Transport } from "../transport/transport.ts";

export interface WriteSettings {
  /** The field manager of writes that name none. */
  readonly fieldManager: string;
  readonly resolve: KubernetesClient["resolve"];
}

type WriteCalls = Pick<KubernetesClient, "create" | "replace" | "patch" | "apply" | "delete">;

const json = { "content-type": "application/json" };

const patchTypes = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
} as const satisfies Record<Patch["kind"], string>;

export function writeCalls(transport: Transport, settings: WriteSettings): WriteCalls {
  const parameters = (
    options: WriteOptions,
  ): { readonly fieldManager: string; readonly dryRun: string | undefined } => ({
    fieldManager: options.fieldManager ?? settings.fieldManager,
    dryRun: options.dryRun === true ? "All" : undefined,
  });
  return {
    create: <T extends KubernetesObject>(type: ResourceType, object: T, options: WriteOptions = {}) =>
      sendJson<T>(transport, {
        method: "POST",
        path: withQuery(creationPath(type, object), parameters(options)),
        headers: json,
        body: JSON.stringify(object),
        words: requestWords("create", type, object.metadata),
        signal: options.signal,
      }),
    replace: <T extends KubernetesObject>(type: ResourceType, object: T, options: WriteOptions = {}) =>
      sendJson<T>(transport, {
        method: "PUT",
        path: withQuery(objectPath(type, object.metadata), parameters(options)),
        headers: json,
        body: JSON.stringify(object),
        words: requestWords("replace", type, object.metadata),
        signal: options.signal,
      }),
    patch: <T extends KubernetesObject>(...[type, name, patch, options = {}]: Parameters<WriteCalls["patch"]>) =>
      sendJson<T>(transport, {
        method: "PATCH",
        path: withQuery(objectPath(type, name), parameters(options)),
        headers: { "content-type": patchTypes[patch.kind] },
        body: JSON.stringify(patch.body),
        words: requestWords("patch", type, name),
        signal: options.signal,
      }),
    async apply(object, options = {}) {
      const type = await typeOf(object, settings.resolve);
      return sendJson(transport, {
        method: "PATCH",
        path: withQuery(objectPath(type, object.metadata), {
          ...parameters(options),
          force: options.force === true ? true : undefined,
        }),
        // JSON is YAML, so no YAML has to be written.
        headers: { "content-type": "application/apply-patch+yaml" },
        body: JSON.stringify(object),
        words: requestWords("apply", type, object.metadata),
        signal: options.signal,
      });
    },
    delete: (...call) => deleteObject(transport, ...call),
  };
}

async function deleteObject(
  transport: Transport,
  ...[type, name, options = {}]: Parameters<WriteCalls["delete"]>
): Promise<"accepted" | "absent"> {
  const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds } = options;
  const answer = await sendJsonOrAbsent<unknown>(transport, {
    method: "DELETE",
    path: objectPath(type, name),
    headers: json,
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy,
      gracePeriodSeconds,
      ...(uid === undefined && resourceVersion === undefined ? {} : { preconditions: { uid, resourceVersion } }),
    }),
    words: requestWords("delete", type, name),
    signal: options.signal,
  });
  return answer === undefined ? "absent" : "accepted";
}

function creationPath(type: ResourceType, { metadata }: KubernetesObject): string {
  if (type.namespaced && metadata.namespace === undefined) {
    throw new Error(`${type.plural} ${metadata.name} was to be created without a namespace`);
  }
  return collectionPath(type, metadata.namespace);
}

async function typeOf(object: KubernetesObject, resolve: KubernetesClient["resolve"]): Promise<ResourceType> {
  const type = await resolve(object.apiVersion, object.kind);
  if (type !== undefined) return type;
  const name: ObjectName = object.metadata;
  throw new ApiError({
    status: 404,
    reason: "NotFound",
    request: `apply ${object.kind} ${name.namespace === undefined ? name.name : `${name.namespace}/${name.name}`}`,
    message: `The API server knows no kind ${object.kind} of ${object.apiVersion}; its CustomResourceDefinition is not installed`,
  });
}
