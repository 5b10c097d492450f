import { ApiError } from "./api-error.ts";
import type { CallOptions, KubernetesClient } from "./client.ts";
import type { Clock } from "./clock.ts";

export interface RetryOptions {
  readonly clock: Clock;
  /** Attempts in all. Default 5, over about 6 seconds. */
  readonly attempts?: number;
}

interface RetryRule {
  readonly mayRetry: (error: ApiError) => boolean;
  /** Ends the pauses too. */
  readonly signal: AbortSignal | undefined;
}

const firstPauseMilliseconds = 200;
const longestPauseMilliseconds = 5000;

/**
 * The client with patience: reads are tried again when the server is unreachable, overloaded or failing. Writes are tried
 * again only when the server says it has not acted (429); whether it acted is otherwise unknown. Deletes count as reads
 * when they carry a uid: a second one can hit nothing else. Streams, exec and port-forward are left alone.
 */
export function withRetries(client: KubernetesClient, { clock, attempts = 5 }: RetryOptions): KubernetesClient {
  const retry = async <R>(call: () => Promise<R>, { mayRetry, signal }: RetryRule): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ApiError) || attempt >= attempts || !mayRetry(error)) throw error;
        await clock.sleep(pauseMilliseconds(error, attempt), signal);
      }
    }
  };
  const reads = <R>(options: CallOptions | undefined, call: () => Promise<R>): Promise<R> =>
    retry(call, { mayRetry: isPassing, signal: options?.signal });
  const writes = <R>(options: CallOptions | undefined, call: () => Promise<R>): Promise<R> =>
    retry(call, { mayRetry: isThrottled, signal: options?.signal });
  return {
    ...client,
    get userName() {
      return client.userName;
    },
    get: (...call) => reads(call[2], () => client.get(...call)),
    list: (...call) => reads(call[1], () => client.list(...call)),
    listAll: (...call) => reads(call[1], () => client.listAll(...call)),
    resolve: (...call) => reads(undefined, () => client.resolve(...call)),
    resourceTypes: (...call) => reads(undefined, () => client.resourceTypes(...call)),
    version: () => reads(undefined, () => client.version()),
    reviewAccess: (...call) => reads(undefined, () => client.reviewAccess(...call)),
    create: (...call) => writes(call[2], () => client.create(...call)),
    replace: (...call) => writes(call[2], () => client.replace(...call)),
    patch: (...call) => writes(call[3], () => client.patch(...call)),
    apply: (...call) => writes(call[1], () => client.apply(...call)),
    delete: (...call) => (call[2]?.uid === undefined ? writes : reads)(call[2], () => client.delete(...call)),
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
