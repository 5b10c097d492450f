import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { ProgramStatus } from "./supervise.ts";

/**
 * How the host speaks with a node: one unix socket in the state directory, which crosses the namespaces. The asker sends
 * one line of JSON. "connect" turns the connection into one to an address inside the node, after the answer "ok"; the
 * others are answered with one line of JSON.
 */
type NodeRequest =
  | { readonly kind: "connect"; readonly host: string; readonly port: number }
  | { readonly kind: "report" }
  /** Answered when the programs have ended. */
  | { readonly kind: "stop" };

/** How the node is. */
export interface NodeReport {
  /** When the node began, in milliseconds since the epoch: no container of it can be older. */
  readonly since: number;
  readonly programs: readonly ProgramStatus[];
}

export interface NodeAnswers {
  report(): NodeReport;
  stop(): Promise<void>;
}

export async function serveNodeSocket(path: string, answers: NodeAnswers): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    readLine(socket)
      .then((line) => answer(socket, JSON.parse(line) as NodeRequest, answers))
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

async function answer(socket: Socket, request: NodeRequest, answers: NodeAnswers): Promise<void> {
  switch (request.kind) {
    case "connect": {
      const target = connect({ host: request.host, port: request.port, allowHalfOpen: true, noDelay: true });
      target.once("connect", () => {
        socket.write("ok\n");
        joinSockets(socket, target);
      });
      target.once("error", () => socket.destroy());
      return;
    }
    case "report":
      socket.end(`${JSON.stringify(answers.report())}\n`);
      return;
    case "stop":
      await answers.stop();
      socket.end("{}\n");
      return;
  }
  // Asked by another version of the product: no answer is better than none for ever.
  socket.destroy();
}

/** Bytes and ends go both ways; a connection that breaks breaks the other. */
export function joinSockets(one: Socket, other: Socket): void {
  one.on("error", () => other.destroy()).on("close", () => other.destroy());
  other.on("error", () => one.destroy()).on("close", () => one.destroy());
  one.pipe(other);
  other.pipe(one);
}

/** A connection to an address inside the node. Rejects when the node does not run or nothing listens there. */
export async function connectIntoNode(path: string, target: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.write(`${JSON.stringify({ kind: "connect", ...target } satisfies NodeRequest)}\n`);
  const reply = await readLine(socket);
  if (reply !== "ok") throw new Error(`unexpected answer from the node: ${reply}`);
  return socket;
}

/** Rejects when the node does not run. */
export async function askReport(path: string): Promise<NodeReport> {
  return JSON.parse(await ask(path, { kind: "report" }, 5)) as NodeReport;
}

export async function askToStop(path: string): Promise<void> {
  await ask(path, { kind: "stop" }, 120);
}

async function ask(path: string, request: NodeRequest, timeoutSeconds: number): Promise<string> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.setTimeout(timeoutSeconds * 1000, () => socket.destroy(new Error("the node does not answer")));
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await readLine(socket);
  socket.destroy();
  return line;
}

/** The first line; what follows it stays in the socket for the next reader. */
function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const settle = (act: () => void): void => {
      socket.off("data", onData).off("error", onEnd).off("end", onEnd);
      act();
    };
    const onEnd = (error?: Error): void =>
      settle(() => reject(error ?? new Error("the node closed the connection without an answer")));
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf("\n");
      if (end < 0) return;
      settle(() => {
        socket.pause();
        if (end + 1 < read.length) socket.unshift(read.subarray(end + 1));
        resolve(read.subarray(0, end).toString());
      });
    };
    socket.on("data", onData).on("error", onEnd).on("end", onEnd);
  });
}
