import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SkewingProxy {
  readonly url: string;
  stop(): Promise<void>;
}

const hourMilliseconds = 3600_000;

/** Passes requests on to an S3 store as a program would have sent them whose clock is wrong by an hour. */
export async function startSkewingProxy(endpoint: string): Promise<SkewingProxy> {
  const server = createServer((incoming, outgoing) => passOn(endpoint, incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}

function passOn(endpoint: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const date = incoming.headers["x-amz-date"];
  const headers = { ...incoming.headers, ...(typeof date === "string" ? { "x-amz-date": wrong(date) } : {}) };
  const onward = request(`${endpoint}${incoming.url ?? "/"}`, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

/** An hour away, on the same day: the day is in the signature's scope, too. */
function wrong(date: string): string {
  const time = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  const moved = new Date(time + (new Date(time).getUTCHours() === 0 ? hourMilliseconds : -hourMilliseconds));
  return moved.toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
