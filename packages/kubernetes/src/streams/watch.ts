import type { KubernetesClient, WatchQuery } from "../client.ts";
import type { KubernetesObject, ResourceType } from "../objects.ts";
import { collectionPath, requestWords, withQuery } from "../transport/paths.ts";
import type { Transport } from "../transport/transport.ts";
import { streamLines } from "./open-stream.ts";
import { decodeWatchLine } from "./watch-line.ts";

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
