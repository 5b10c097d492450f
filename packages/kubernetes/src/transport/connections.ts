import { Agent as PlainAgent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { createSecureContext } from "node:tls";

import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import type { ClientCertificate } from "../kubeconfig/credentials.ts";

/** Below the idle time after which API servers and load balancers close a connection. */
const idleMilliseconds = 30_000;
/** As many calls at once as one client makes; the rest wait here, not in the API server's queues. */
const parallelCalls = 32;

export interface AgentPair {
  /** Kept alive and bounded: requests that end. */
  readonly calls: PlainAgent;
  /** Unbounded, one connection each: watches, logs and upgrades must never keep calls waiting. */
  readonly streams: PlainAgent;
}

/** The connections to one API server, replaced when the client certificate changes. */
export class Connections {
  readonly #access: ClusterAccess;
  #certificate: ClientCertificate | undefined;
  #agents: AgentPair | undefined;

  constructor(access: ClusterAccess) {
    this.#access = access;
  }

  for(certificate: ClientCertificate | undefined): AgentPair {
    if (this.#agents !== undefined && this.#certificate?.certificate === certificate?.certificate) return this.#agents;
    // Connections of an older certificate end by themselves when they are idle.
    this.#certificate = certificate;
    this.#agents = createAgents(this.#access, certificate);
    return this.#agents;
  }

  close(): void {
    this.#agents?.calls.destroy();
    this.#agents?.streams.destroy();
    this.#agents = undefined;
  }
}

function createAgents(access: ClusterAccess, certificate: ClientCertificate | undefined): AgentPair {
  const proxy = access.proxyUrl === "" ? process.env : { HTTP_PROXY: access.proxyUrl, HTTPS_PROXY: access.proxyUrl };
  const calls = { keepAlive: true, timeout: idleMilliseconds, maxSockets: parallelCalls, proxyEnv: proxy };
  const streams = { keepAlive: false, proxyEnv: proxy };
  if (access.server.protocol === "http:") return { calls: new PlainAgent(calls), streams: new PlainAgent(streams) };
  const tls = tlsOptions(access, certificate);
  return { calls: new TlsAgent({ ...calls, ...tls }), streams: new TlsAgent({ ...streams, ...tls }) };
}

/** The authorities are parsed once, not per connection. */
function tlsOptions(
  { tls }: ClusterAccess,
  certificate: ClientCertificate | undefined,
): import("node:https").AgentOptions {
  const secureContext = createSecureContext({
    ...(tls.certificateAuthority === undefined ? {} : { ca: tls.certificateAuthority }),
    ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
  });
  return {
    secureContext,
    rejectUnauthorized: !tls.skipVerification,
    ...(tls.serverName === "" ? {} : { servername: tls.serverName }),
  };
}
