import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as netConnect } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { connect as tlsConnect, rootCertificates } from "node:tls";
import { Fault } from "@holdfast/domain";
import { isApiError, type KubernetesClient } from "@holdfast/kubernetes";
import { findPod, type PodSearch } from "./find-pod.ts";
import { certificateFault } from "./certificate-fault.ts";
import { storeRefusal } from "./store-refusal.ts";
import type { Trust } from "./trust.ts";

export interface Fetch {
  readonly client: KubernetesClient;
  readonly veleroNamespace: string;
  /** Signed: it is a secret until it expires and appears in no message. */
  readonly url: string;
  readonly trust: Trust;
  readonly insideCluster: boolean;
  readonly signal: AbortSignal;
  readonly deadlineMilliseconds: number;
}

const connectMilliseconds = 5000;

/** The body of a GET; undefined when the store has no such object. */
export async function fetchArtefact(fetch: Fetch): Promise<Readable | undefined> {
  const url = new URL(fetch.url);
  const raw = await openConnection(fetch, url);
  const response = await get(url, secured(raw, url, fetch.trust), fetch);
  if (response.statusCode === 200) return response;
  return storeRefusal(response, url.host);
}

/** From outside, a name of the cluster is never asked of the outer DNS: a stranger there would get a signed URL. */
async function openConnection(fetch: Fetch, url: URL): Promise<Duplex> {
  const isAddress = /^[0-9.:[\]]+$/.test(url.hostname);
  if (fetch.insideCluster) return dial(url, fetch.signal).catch((error: unknown) => unreachable(url, message(error)));
  if (isAddress) {
    return dial(url, fetch.signal).catch(async (error: unknown) =>
      forward(fetch, url, await searchPod(fetch, url), error),
    );
  }
  const search = await searchPod(fetch, url);
  if (search.kind !== "not-in-cluster") return forward(fetch, url, search, undefined);
  return dial(url, fetch.signal).catch((error: unknown) => unreachable(url, message(error)));
}

async function searchPod(fetch: Fetch, url: URL): Promise<PodSearch> {
  try {
    return await findPod(fetch.client, url, fetch.veleroNamespace);
  } catch (error) {
    if (!isApiError(error, "Forbidden")) throw error;
    return { kind: "nothing-ready", reason: `looking for the pod behind it is not allowed: ${error.message}` };
  }
}

async function forward(fetch: Fetch, url: URL, search: PodSearch, dialError: unknown): Promise<Duplex> {
  switch (search.kind) {
    case "found":
      return fetch.client
        .portForward({ ...search.target, signal: fetch.signal })
        .catch((error: unknown) => unreachable(url, message(error)));
    case "nothing-ready":
      return unreachable(url, search.reason);
    case "not-in-cluster":
      return unreachable(url, message(dialError));
  }
}

function unreachable(url: URL, reason: string): never {
  throw unreachableFault(url, reason);
}

function unreachableFault(url: URL, reason: string): Fault {
  return new Fault("artefact-unreadable", `The object store at ${url.host} cannot be reached from here`, {
    reason,
    remedy:
      "Set publicUrl in the location's config to an address that can be reached from here, or read it in the console or on a node of the cluster",
  });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function dial(url: URL, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const port = Number(url.port === "" ? (url.protocol === "https:" ? 443 : 80) : url.port);
    const socket = netConnect({ host: url.hostname.replace(/^\[|\]$/g, ""), port, signal });
    socket.setTimeout(connectMilliseconds, () =>
      socket.destroy(new Error(`no answer within ${connectMilliseconds / 1000} s`)),
    );
    socket.once("error", reject).once("connect", () => {
      socket.setTimeout(0).off("error", reject);
      resolve(socket);
    });
  });
}

/** The name in the URL is the one that the certificate must carry, whatever the way there. */
function secured(raw: Duplex, url: URL, trust: Trust): Duplex {
  if (url.protocol !== "https:") return raw;
  return tlsConnect({
    socket: raw,
    host: url.hostname,
    ...(/^[0-9.:[\]]+$/.test(url.hostname) ? {} : { servername: url.hostname }),
    ...(trust.ca === undefined ? {} : { ca: [...rootCertificates, trust.ca] }),
    rejectUnauthorized: !trust.insecure,
  });
}

function get(url: URL, connection: Duplex, fetch: Fetch): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (fault: Fault) => {
      connection.destroy();
      reject(fault);
    };
    const late = () => fail(unreachableFault(url, "it did not answer in time"));
    const timer = setTimeout(late, fetch.deadlineMilliseconds);
    const request = httpRequest({
      createConnection: () => connection,
      path: url.pathname + url.search,
      // "identity": the store must not unpack or pack what is a gzip file already.
      headers: { host: url.host, "accept-encoding": "identity", connection: "close" },
      signal: fetch.signal,
    });
    request.once("response", (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    const broken = (error: Error) => {
      clearTimeout(timer);
      fail(certificateFault(url, error) ?? unreachableFault(url, error.message));
    };
    request.once("error", broken);
    connection.once("error", broken);
    request.end();
  });
}
