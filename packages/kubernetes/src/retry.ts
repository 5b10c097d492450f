import { ApiError } from "./api-error.ts";
import type { KubernetesClient } from "./client.ts";
import type { Clock } from "./clock.ts";

export interface RetryOptions {
  readonly clock: Clock;
  /** Attempts in all. Default 5, over about 6 seconds. */
  readonly attempts?: number;
}

const firstPauseMilliseconds = 200;
const longestPauseMilliseconds = 5000;

/**
 * The client with patience: reads are tried again when the server is unreachable, overloaded or failing. Writes are tried
 * again only when the server says it has not acted (429); whether it acted is otherwise unknown. Deletes count as reads
 * when they carry a uid: a second one can hit nothing else. Streams, exec and port-forward are left alone.
 */
export function withRetries(client: KubernetesClient, { clock, attempts = 5 }: RetryOptions): KubernetesClient {
  const retry = async <R>(call: () => Promise<R>, mayRetry: (error: ApiError) => boolean): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ApiError) || attempt >= attempts || !mayRetry(error)) throw error;
        await clock.sleep(pauseMilliseconds(error, attempt));
      }
    }
  };
  const reads = <R>(call: () => Promise<R>): Promise<R> => retry(call, isPassing);
  const writes = <R>(call: () => Promise<R>): Promise<R> => retry(call, isThrottled);
  return {
    ...client,
    get userName() {
      return client.userName;
    },
    get: (...call) => reads(() => client.get(...call)),
    list: (...call) => reads(() => client.list(...call)),
    listAll: (...call) => reads(() => client.listAll(...call)),
    resolve: (...call) => reads(() => client.resolve(...call)),
    resourceTypes: (...call) => reads(() => client.resourceTypes(...call)),
    version: () => reads(() => client.version()),
    reviewAccess: (...call) => reads(() => client.reviewAccess(...call)),
    create: (...call) => writes(() => client.create(...call)),
    replace: (...call) => writes(() => client.replace(...call)),
    patch: (...call) => writes(() => client.patch(...call)),
    apply: (...call) => writes(() => client.apply(...call)),
    delete: (...call) => (call[2]?.uid === undefined ? writes : reads)(() => client.delete(...call)),
  };
}

/** Nothing came back, or the server says that it cannot answer now. */
export function isPassing(error: ApiError): boolean {
  return error.reason === "Unreachable" || isThrottled(error) || error.status >= 500;
}

function isThrottled(error: ApiError): boolean {
  return error.status === 429;
}

/** Doubles each time; the server's own wish wins. */
function pauseMilliseconds(error: ApiError, attempt: number): number {
  const doubled = Math.min(firstPauseMilliseconds * 2 ** (attempt - 1), longestPauseMilliseconds);
  return Math.max(doubled, (error.retryAfterSeconds ?? 0) * 1000);
}
