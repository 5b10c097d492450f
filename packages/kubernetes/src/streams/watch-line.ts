import type { WatchEvent } from "../client.ts";
import type { KubernetesObject } from "../objects.ts";
import { statusError } from "../transport/status.ts";

/** One line of a watch. */
interface WatchLine {
  readonly type: string;
  readonly object: KubernetesObject;
}

/** Throws ApiError for an ERROR event. */
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
