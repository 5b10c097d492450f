import type { IncomingMessage } from "node:http";

import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import type { Credentials } from "../kubeconfig/credentials.ts";
import { Connections } from "./connections.ts";
import type { ApiAnswer, ApiRequest } from "./exchange.ts";
import { isStaleConnection, type OutgoingCall, performCall } from "./perform-call.ts";
import { readText } from "./read-text.ts";
import { unreachable } from "./status.ts";

/** What a WebSocket needs to reach the API server as this client does. */
interface UpgradeAccess {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly agent: import("node:http").Agent;
}

/** HTTP to one API server with its credentials. Every status is an answer; only "no answer" is thrown. */
export interface Transport {
  readonly server: string;
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** The answer as it arrives. The caller consumes or destroys it. */
  open(request: ApiRequest): Promise<IncomingMessage>;
  upgradeAccess(path: string): Promise<UpgradeAccess>;
  close(): void;
}

export function createTransport(access: ClusterAccess, userAgent: string): Transport {
  return new HttpTransport(access, userAgent);
}

/** How long the server may say nothing while it answers a call; its own limit for a call is 60 seconds. */
const silenceMilliseconds = 90_000;

class HttpTransport implements Transport {
  readonly server: string;
  readonly #access: ClusterAccess;
  readonly #userAgent: string;
  readonly #connections: Connections;
  readonly #basePath: string;

  constructor(access: ClusterAccess, userAgent: string) {
    this.#access = access;
    this.#userAgent = userAgent;
    this.#connections = new Connections(access);
    this.#basePath = access.server.pathname.replace(/\/$/, "");
    this.server = access.server.origin + this.#basePath;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    try {
      const response = await this.#answered(request, false);
      const body = await readText(response);
      return { status: response.statusCode ?? 0, body, retryAfterSeconds: retryAfter(response) };
    } catch (error) {
      request.signal?.throwIfAborted();
      throw unreachable(this.server, request.words, error);
    }
  }

  async open(request: ApiRequest): Promise<IncomingMessage> {
    try {
      return await this.#answered(request, true);
    } catch (error) {
      request.signal?.throwIfAborted();
      throw unreachable(this.server, request.words, error);
    }
  }

  async upgradeAccess(path: string): Promise<UpgradeAccess> {
    const credentials = await this.#access.credentials.read();
    const { streams } = this.#connections.for(credentials.clientCertificate);
    return { url: new URL(this.server + path), headers: this.#headers(credentials), agent: streams };
  }

  close(): void {
    this.#connections.close();
  }

  /** A refused credential was not acted upon, so asking again with a fresh one is safe even for writes. */
  async #answered(request: ApiRequest, streaming: boolean): Promise<IncomingMessage> {
    const response = await this.#performed(request, streaming);
    if (response.statusCode !== 401 || !this.#access.credentials.forget()) return response;
    response.resume();
    return this.#performed(request, streaming);
  }

  async #performed(request: ApiRequest, streaming: boolean): Promise<IncomingMessage> {
    const call = await this.#outgoingCall(request, streaming);
    try {
      return await performCall(call);
    } catch (error) {
      if (request.method !== "GET" || !isStaleConnection(error)) throw error;
      return performCall(call);
    }
  }

  async #outgoingCall(request: ApiRequest, streaming: boolean): Promise<OutgoingCall> {
    const credentials = await this.#access.credentials.read();
    const agents = this.#connections.for(credentials.clientCertificate);
    return {
      origin: this.#access.server,
      agent: streaming ? agents.streams : agents.calls,
      method: request.method,
      path: this.#basePath + request.path,
      headers: { accept: "application/json", ...request.headers, ...this.#headers(credentials) },
      body: request.body,
      signal: request.signal,
      // A stream may be silent for as long as nothing happens; TCP keep-alive finds a dead peer.
      silenceMilliseconds: streaming ? undefined : silenceMilliseconds,
    };
  }

  #headers({ authorization }: Credentials): Record<string, string | readonly string[]> {
    return {
      "user-agent": this.#userAgent,
      ...(authorization === undefined ? {} : { authorization }),
      ...this.#access.impersonation,
    };
  }
}

function retryAfter(response: IncomingMessage): number | undefined {
  const seconds = Number(response.headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}
