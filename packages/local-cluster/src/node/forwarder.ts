import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { connectIntoNode, joinSockets } from "./node-socket.ts";

export interface ForwardRequest {
  /** The node's socket. */
  readonly socket: string;
  /** On 127.0.0.1 of the host; 0 takes any free one. */
  readonly port: number;
  readonly target: { readonly host: string; readonly port: number };
}

export interface Forward {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 of the host; every connection goes to the target inside the node. Rejects with EADDRINUSE. */
export async function openForward(request: ForwardRequest): Promise<Forward> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => socket.destroy());
    connectIntoNode(request.socket, request.target).then(
      (inside) => joinSockets(socket, inside),
      () => socket.resetAndDestroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(request.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
