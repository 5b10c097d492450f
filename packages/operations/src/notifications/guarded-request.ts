import { request as requestPlain, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestTls } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import type { AddressRules } from "./address-rules.ts";
import { resolveTarget, type Resolve } from "./resolve-target.ts";

export interface GuardedRequest {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM, trusted beside the usual authorities. */
  readonly caCert?: string;
  readonly rules: AddressRules;
  readonly resolve: Resolve;
  /** For the whole exchange: name, connection, answer. */
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
}

export interface GuardedResponse {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  /** Of a redirect: where it points, as written; it is not followed. */
  readonly location?: string;
  /** The beginning of the body, at most. */
  readonly excerpt: string;
}

const excerptBytes = 2048;

/**
 * One request to an address that was checked. No proxy, no redirect, no second resolution, a certificate that is
 * verified for the name in the address, and an answer of which only the beginning is read.
 */
export async function guardedRequest(options: GuardedRequest): Promise<GuardedResponse> {
  const { url, rules, resolve, timeoutMilliseconds, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const until = AbortSignal.any([signal, timeout]);
  const { address, family } = await orAborted(resolveTarget(url.hostname, rules, resolve), until);
  try {
    return await exchange(options, { host: address, family, signal: until });
  } catch (error) {
    if (timeout.aborted && !signal.aborted) {
      throw new Error(`no answer within ${Math.round(timeoutMilliseconds / 1000)} s`, { cause: error });
    }
    throw error;
  }
}

function exchange(options: GuardedRequest, connection: RequestOptions): Promise<GuardedResponse> {
  const { url, method, headers, body, caCert } = options;
  const isTls = url.protocol === "https:";
  const name = url.hostname.replace(/^\[(.*)\]$/u, "$1");
  const tls = isTls
    ? {
        ...(isIP(name) === 0 ? { servername: name } : {}),
        ...(caCert === undefined ? {} : { ca: [...rootCertificates, caCert] }),
      }
    : {};
  return new Promise((resolve, reject) => {
    const call = (isTls ? requestTls : requestPlain)({
      ...connection,
      ...tls,
      agent: false,
      port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        ...headers,
        host: url.host,
        connection: "close",
        ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      },
    });
    call.once("error", reject);
    call.once("response", (response) => {
      // What it says after its status decides nothing: an error there is no failure of the message.
      call.on("error", () => undefined);
      readExcerpt(response).then((excerpt) => resolve(viewResponse(response, excerpt)), reject);
    });
    call.end(body);
  });
}

/** Ends the connection as soon as enough is read, or a second after the status came. */
function readExcerpt(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      clearTimeout(patience);
      response.destroy();
      resolve(Buffer.concat(chunks).subarray(0, excerptBytes).toString("utf8"));
    };
    const patience = setTimeout(finish, 1000);
    response.on("error", () => finish());
    response.on("close", () => finish());
    response.on("end", () => finish());
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= excerptBytes) finish();
    });
  });
}

function viewResponse({ statusCode = 0, headers }: IncomingMessage, excerpt: string): GuardedResponse {
  const { location } = headers;
  const retryAfter = Number(headers["retry-after"]);
  return {
    status: statusCode,
    ...(Number.isFinite(retryAfter) && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
    ...(location === undefined ? {} : { location }),
    excerpt,
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
