import type { WebSocket } from "ws";

import type { ExecRequest, ExecResult, KubernetesClient } from "../client.ts";
import { pods } from "../resource-types.ts";
import { objectPath, withQuery } from "../transport/paths.ts";
import type { Transport } from "../transport/transport.ts";
import { decodeExit } from "./exit-status.ts";
import { openWebSocket, sendOnChannel } from "./open-websocket.ts";

/** v5 can end stdin by itself (API servers from 1.30 on); with v4 stdin stays open until the command has ended. */
const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

export function execCall(transport: Transport): KubernetesClient["exec"] {
  return async (request) => {
    const words = `exec in pod ${request.namespace}/${request.pod}`;
    const received = new Map<number, Buffer[]>();
    const socket = await openWebSocket(transport, {
      path: execPath(request),
      protocols,
      words,
      signal: request.signal,
      receive(channel, data) {
        const chunks = received.get(channel) ?? [];
        received.set(channel, chunks);
        chunks.push(data);
      },
    });
    const closed = new Promise<void>((resolve) => {
      socket.once("close", () => {
        resolve();
      });
    });
    if (request.stdin !== undefined) await sendInput(socket, request.stdin);
    await closed;
    request.signal?.throwIfAborted();
    const bytes = (channel: number): Buffer => Buffer.concat(received.get(channel) ?? []);
    const exitCode = decodeExit(bytes(channels.status).toString("utf8"), { words, server: transport.server });
    return { exitCode, stdout: bytes(channels.stdout), stderr: bytes(channels.stderr) } satisfies ExecResult;
  };
}

function execPath({ namespace, pod, container, command, stdin }: ExecRequest): string {
  const query = { command, container, stdout: true, stderr: true, stdin: stdin === undefined ? undefined : true };
  return withQuery(objectPath(pods, { namespace, name: pod }, "exec"), query);
}

/** A command that ends before it has read everything closes the connection: its exit code tells, not our failed write. */
async function sendInput(socket: WebSocket, stdin: Uint8Array): Promise<void> {
  try {
    await sendOnChannel(socket, channels.stdin, stdin);
    if (socket.protocol.startsWith("v5.")) await sendOnChannel(socket, channels.close, Buffer.of(channels.stdin));
  } catch (error) {
    if (socket.readyState === socket.OPEN) throw error;
  }
}
