import type { KubernetesClient, ServerVersion } from "../client.ts";
import { sendJson } from "../transport/send-json.ts";
import type { Transport } from "../transport/transport.ts";

export function serverCalls(transport: Transport): Pick<KubernetesClient, "version" | "raw"> {
  return {
    async version() {
      const { gitVersion, major, minor } = await sendJson<ServerVersion>(transport, {
        method: "GET",
        path: "/version",
        words: "read the server's version",
      });
      return { gitVersion, major, minor };
    },
    async raw({ method, path, body, headers, signal }) {
      const content = body === undefined ? {} : { body };
      const answer = await transport.send({
        method,
        path,
        ...content,
        headers: headers ?? {},
        signal,
        words: `${method} ${path}`,
      });
      return { status: answer.status, body: answer.body };
    },
  };
}
