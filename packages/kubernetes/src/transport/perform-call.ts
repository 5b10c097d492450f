import { type Agent, type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { TLSSocket } from "node:tls";

export interface OutgoingCall {
  readonly origin: URL;
  readonly agent: Agent;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** How long the server may say nothing; undefined: for ever. */
  readonly silenceMilliseconds: number | undefined;
}

const connectMilliseconds = 15_000;

/** One request, up to the answer's headers. */
export function performCall(call: OutgoingCall): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = startRequest(call);
    outgoing.once("response", resolve);
    outgoing.on("error", (error) => {
      reject(outgoing.reusedSocket ? new StaleConnection(error) : error);
    });
    boundConnecting(outgoing);
    boundSilence(outgoing, call.silenceMilliseconds);
    outgoing.end(call.body);
  });
}

function startRequest(call: OutgoingCall): ClientRequest {
  const length = call.body === undefined ? {} : { "content-length": String(Buffer.byteLength(call.body)) };
  const request = call.origin.protocol === "https:" ? requestTls : requestPlain;
  return request({
    agent: call.agent,
    host: call.origin.hostname.replace(/^\[|\]$/g, ""),
    port: call.origin.port === "" ? (call.origin.protocol === "https:" ? 443 : 80) : Number(call.origin.port),
    method: call.method,
    path: call.path,
    headers: { ...call.headers, ...length },
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
}

/** Without this a black-holed address would hold the caller for minutes. */
function boundConnecting(outgoing: ClientRequest): void {
  outgoing.once("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no connection within ${connectMilliseconds / 1000} seconds`)),
      connectMilliseconds,
    );
    const stop = (): void => {
      clearTimeout(timer);
    };
    (socket as TLSSocket).once("encrypted" in socket ? "secureConnect" : "connect", stop).once("close", stop);
  });
}

function boundSilence(outgoing: ClientRequest, milliseconds: number | undefined): void {
  if (milliseconds === undefined) return;
  outgoing.setTimeout(milliseconds, () => outgoing.destroy(new Error(`no answer for ${milliseconds / 1000} seconds`)));
}

/** A kept-alive connection that the server had closed meanwhile. */
class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

export function isStaleConnection(error: unknown): boolean {
  return error instanceof StaleConnection;
}
