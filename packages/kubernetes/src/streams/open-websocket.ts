import type { IncomingMessage } from "node:http";

import type { WebSocket } from "ws";

import type { ApiError } from "../api-error.ts";
import { readText } from "../transport/read-text.ts";
import { refusal, unreachable } from "../transport/status.ts";
import type { Transport } from "../transport/transport.ts";

export interface WebSocketRequest {
  readonly path: string;
  /** In order of preference. */
  readonly protocols: readonly string[];
  readonly words: string;
  readonly signal: AbortSignal | undefined;
  /** Called from the first message on, even before the promise has resolved. */
  receive(channel: number, data: Buffer): void;
}

/** Load balancers drop connections on which nothing moves; a minute is a usual limit. */
const pingMilliseconds = 20_000;
const unansweredPings = 2;

/** An open WebSocket whose messages are `channel byte + data`. A refused upgrade is thrown as ApiError. */
export async function openWebSocket(transport: Transport, request: WebSocketRequest): Promise<WebSocket> {
  request.signal?.throwIfAborted();
  const [{ WebSocket: Socket }, { url, headers, agent }] = await Promise.all([
    import("ws"),
    transport.upgradeAccess(request.path),
  ]);
  const options = {
    headers: { ...headers } as Record<string, string | string[]>,
    agent,
    perMessageDeflate: false,
    handshakeTimeout: 30_000,
  };
  const socket = new Socket(url, [...request.protocols], options);
  socket.on("message", (data: Buffer) => {
    // An empty message carries no channel; some servers send one first.
    if (data.length > 0) request.receive(data[0] ?? 0, data.subarray(1));
  });
  await opened(socket, request, transport.server);
  keepAlive(socket);
  return socket;
}

function opened(socket: WebSocket, request: WebSocketRequest, server: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      socket.terminate();
    };
    request.signal?.addEventListener("abort", abort, { once: true });
    socket.once("open", () => {
      resolve();
    });
    socket.once("unexpected-response", (_outgoing, response: IncomingMessage) => {
      readRefusal(response, request.words).then(reject, reject);
    });
    // Stays for the life of the socket: what breaks it later also ends it, and "close" tells that.
    socket.on("error", (error) => {
      reject(
        request.signal?.aborted === true ? (request.signal.reason as Error) : unreachable(server, request.words, error),
      );
    });
    socket.once("close", () => request.signal?.removeEventListener("abort", abort));
  });
}

async function readRefusal(response: IncomingMessage, words: string): Promise<ApiError> {
  return refusal(
    { status: response.statusCode ?? 0, body: await readText(response), retryAfterSeconds: undefined },
    words,
  );
}

/** Keeps idle connections open through load balancers, and ends those whose other side no longer answers. */
function keepAlive(socket: WebSocket): void {
  let unanswered = 0;
  const timer = setInterval(() => {
    unanswered += 1;
    if (unanswered > unansweredPings) socket.terminate();
    else socket.ping();
  }, pingMilliseconds);
  const answered = (): void => {
    unanswered = 0;
  };
  socket.on("pong", answered).on("message", answered);
  socket.once("close", () => {
    clearInterval(timer);
  });
}

/** Small enough for every proxy's frame limit. */
const frameBytes = 32_000;

interface Frames {
  readonly channel: number;
  readonly data: Uint8Array;
  readonly done: (error?: Error | null) => void;
}

/** Sends data on a channel in frames, each when the connection has taken the one before. */
export function sendFrames(socket: WebSocket, { channel, data, done }: Frames): void {
  if (data.length === 0) {
    done();
    return;
  }
  const frame = Buffer.concat([Buffer.of(channel), data.subarray(0, frameBytes)]);
  socket.send(frame, (error) => {
    if (error instanceof Error) done(error);
    else sendFrames(socket, { channel, data: data.subarray(frameBytes), done });
  });
}

export function sendOnChannel(socket: WebSocket, channel: number, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (error instanceof Error) reject(error);
      else resolve();
    };
    sendFrames(socket, { channel, data, done });
  });
}
