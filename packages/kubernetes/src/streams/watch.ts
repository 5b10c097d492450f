import type { KubernetesClient, WatchEvent, WatchQuery } from "../client.ts";
import type { KubernetesObject, ResourceType } from "../objects.ts";
import { collectionPath, requestWords, withQuery } from "../transport/paths.ts";
import { statusError } from "../transport/status.ts";
import type { Transport } from "../transport/transport.ts";
import { streamLines } from "./open-stream.ts";

/** One line of a watch. */
interface WatchLine {
  readonly type: string;
  readonly object: KubernetesObject;
}

export function watchCall(transport: Transport): KubernetesClient["watch"] {
  return async function* watch<T extends KubernetesObject>(type: ResourceType, query: WatchQuery) {
    const { labelSelector, fieldSelector, resourceVersion, timeoutSeconds } = query;
    const words = requestWords("watch", type, { namespace: query.namespace ?? "" });
    const parameters = {
      watch: true,
      allowWatchBookmarks: true,
      labelSelector,
      fieldSelector,
      resourceVersion,
      timeoutSeconds,
    };
    const path = withQuery(collectionPath(type, query.namespace), parameters);
    for await (const line of streamLines(transport, { method: "GET", path, words, signal: query.signal })) {
      yield decodeWatchLine<T>(line, words);
    }
  };
}

/** Throws ApiError for an ERROR event. Exported for its tests. */
export function decodeWatchLine<T extends KubernetesObject>(line: string, words: string): WatchEvent<T> {
  const { type, object } = JSON.parse(line) as WatchLine;
  switch (type) {
    case "ADDED":
      return { kind: "added", object: object as T };
    case "MODIFIED":
      return { kind: "modified", object: object as T };
    case "DELETED":
      return { kind: "deleted", object: object as T };
    case "BOOKMARK":
      return { kind: "bookmark", resourceVersion: object.metadata.resourceVersion ?? "" };
    default:
      throw statusError(object, { status: 500, retryAfterSeconds: undefined }, words);
  }
}
