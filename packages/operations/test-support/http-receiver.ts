import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { ServerCertificate } from "@holdfast/harness";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real HTTP server on loopback that keeps what it got and answers as it is told. */
export interface Receiver {
  readonly port: number;
  readonly received: Received[];
  stop(): Promise<void>;
}

export type Answer = (response: ServerResponse, count: number) => void;

/** Takes everything with 200. */
export const takes: Answer = (response) => response.writeHead(200).end("thanks");

export async function startReceiver(answer: Answer = takes, certificate?: ServerCertificate): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      answer(response, received.length);
    });
  };
  const server =
    certificate === undefined
      ? createServer(listener)
      : createTlsServer({ cert: certificate.certificatePem, key: certificate.privateKeyPem }, listener);
  return { received, ...(await listen(server)) };
}

/** A server that speaks no HTTP at all. */
export async function startRawReceiver(answer: (socket: Socket) => void): Promise<Omit<Receiver, "received">> {
  return listen(createTcpServer(answer));
}

async function listen(server: Server): Promise<Omit<Receiver, "received">> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
