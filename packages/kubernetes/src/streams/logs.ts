import type { KubernetesClient } from "../client.ts";
import { pods } from "../resource-types.ts";
import { objectPath, withQuery } from "../transport/paths.ts";
import type { Transport } from "../transport/transport.ts";
import { streamLines } from "./open-stream.ts";

export function logsCall(transport: Transport): KubernetesClient["logs"] {
  return ({ namespace, pod, container, follow, previous, tailLines, sinceSeconds, signal }) =>
    streamLines(transport, {
      method: "GET",
      path: withQuery(objectPath(pods, { namespace, name: pod }, "log"), {
        container,
        follow,
        previous,
        tailLines,
        sinceSeconds,
      }),
      words: `read the log of pod ${namespace}/${pod}`,
      signal,
    });
}
