import { type ApiError, isApiError } from "./api-error.ts";
import type { KubernetesClient, ListQuery } from "./client.ts";
import type { Clock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { KubernetesObject, ObjectName, ResourceType } from "./objects.ts";
import { isPassing } from "./retry.ts";
import { requestWords } from "./transport/paths.ts";

export interface WaitOptions {
  readonly deadlineSeconds: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** The deadline passed. `lastSeen` is the evidence: the objects as they last were. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
  readonly lastSeen: readonly KubernetesObject[];
  /** What was watched: "watch pods default/x". */
  readonly request: string;

  constructor(request: string, deadlineSeconds: number, lastSeen: readonly KubernetesObject[]) {
    super(`${request}: not as awaited within ${deadlineSeconds} seconds`);
    this.request = request;
    this.lastSeen = lastSeen;
  }
}

/**
 * Watches one object until the predicate holds and returns it as it then was; undefined stands for "not there".
 * Throws DeadlinePassed, the signal's reason, or the ApiError of a refusal. A server that is away for a while is
 * waited for within the deadline.
 */
export function waitFor<T extends KubernetesObject>(
  client: Pick<KubernetesClient, "list" | "watch">,
  target: { readonly type: ResourceType; readonly name: ObjectName },
  predicate: (object: T | undefined) => boolean,
  options: WaitOptions,
): Promise<T | undefined> {
  const { name, namespace } = target.name;
  const query = { fieldSelector: `metadata.name=${name}`, ...(namespace === undefined ? {} : { namespace }) };
  const wait = new Wait<T>(client, {
    type: target.type,
    query,
    words: requestWords("watch", target.type, target.name),
  });
  return wait.until((objects) => predicate(objects[0]), options).then((objects) => objects[0]);
}

/** As waitFor, over all objects of a query. */
export function waitForAll<T extends KubernetesObject>(
  client: Pick<KubernetesClient, "list" | "watch">,
  target: { readonly type: ResourceType; readonly query: ListQuery },
  predicate: (objects: readonly T[]) => boolean,
  options: WaitOptions,
): Promise<readonly T[]> {
  const words = requestWords("watch", target.type, { namespace: target.query.namespace ?? "" });
  return new Wait<T>(client, { ...target, words }).until(predicate, options);
}

interface Target {
  readonly type: ResourceType;
  readonly query: ListQuery;
  readonly words: string;
}

const pauseMilliseconds = 500;

class Wait<T extends KubernetesObject> {
  readonly #client: Pick<KubernetesClient, "list" | "watch">;
  readonly #target: Target;
  #seen = new Map<string, T>();

  constructor(client: Pick<KubernetesClient, "list" | "watch">, target: Target) {
    this.#client = client;
    this.#target = target;
  }

  async until(predicate: (objects: readonly T[]) => boolean, options: WaitOptions): Promise<readonly T[]> {
    const { clock, deadlineSeconds, signal } = options;
    return withDeadline({ clock, milliseconds: deadlineSeconds * 1000, signal }, async (ended) => {
      while (!ended.aborted) {
        if (await this.#round(predicate, ended)) return this.#objects();
        if (!ended.aborted) await this.#pause(clock, ended);
      }
      signal?.throwIfAborted();
      throw new DeadlinePassed(this.#target.words, deadlineSeconds, this.#objects());
    });
  }

  #objects(): readonly T[] {
    return [...this.#seen.values()];
  }

  /** One list and the watch that follows it. True when the predicate held. */
  async #round(predicate: (objects: readonly T[]) => boolean, signal: AbortSignal): Promise<boolean> {
    try {
      const { items, resourceVersion } = await this.#client.list<T>(this.#target.type, {
        ...this.#target.query,
        signal,
      });
      this.#seen = new Map(items.map((item) => [keyOf(item), item]));
      if (predicate(this.#objects())) return true;
      const events = this.#client.watch<T>(this.#target.type, { ...this.#target.query, resourceVersion, signal });
      for await (const event of events) {
        if (event.kind === "bookmark") continue;
        if (event.kind === "deleted") this.#seen.delete(keyOf(event.object));
        else this.#seen.set(keyOf(event.object), event.object);
        if (predicate(this.#objects())) return true;
      }
    } catch (error) {
      if (signal.aborted) return false;
      if (!isApiError(error) || !mayPass(error)) throw error;
    }
    return false;
  }

  async #pause(clock: Clock, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(pauseMilliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function mayPass(error: ApiError): boolean {
  return error.reason === "Expired" || isPassing(error);
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
