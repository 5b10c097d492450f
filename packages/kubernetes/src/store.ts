import { type ApiError, isApiError } from "./api-error.ts";
import type { KubernetesClient, ListQuery } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { KubernetesObject, ResourceType } from "./objects.ts";
import { isPassing } from "./retry.ts";
import { ChangeFeed, type StoreChange } from "./store-changes.ts";

export interface StoreOptions<T extends KubernetesObject, V> {
  readonly client: Pick<KubernetesClient, "list" | "watch">;
  readonly type: ResourceType;
  readonly query?: Omit<ListQuery, "limit" | "continue" | "signal">;
  /** What is kept of an object; applied as it arrives. Undefined: the object is not kept. */
  readonly project: (object: T) => V | undefined;
  readonly clock: Clock;
  /** Stops the store. */
  readonly signal: AbortSignal;
}

/** Where the store is. Objects stay readable in every stage; only "watching" promises that they are current. */
export type StoreState =
  | { readonly stage: "listing" }
  | { readonly stage: "watching"; readonly resourceVersion: string }
  | { readonly stage: "waiting"; readonly resume: Resume; readonly attempt: number; readonly cause: ApiError }
  | { readonly stage: "stopped" };

/** How the next attempt begins: with a new list, or where the watch ended. */
export type Resume = { readonly kind: "list" } | { readonly kind: "watch"; readonly resourceVersion: string };

/** A live copy of what a query selects. */
export interface Store<V> {
  /** In no particular order; unchanged objects keep their identity. */
  current(): readonly V[];
  get(name: { readonly name: string; readonly namespace?: string }): V | undefined;
  state(): StoreState;
  /** Resolves after the first complete list; rejects when that was refused or the store was stopped before. */
  readonly ready: Promise<void>;
  /**
   * Changes from now on. Several changes of one object that were not read yet are given as one, so a slow reader costs
   * no more than the objects themselves. Ends with the store or the signal.
   */
  changes(signal?: AbortSignal): AsyncIterable<StoreChange<V>>;
  /** Resolves when the store has ended; rejects when the server refuses the list or watch (not when it is away). */
  readonly ended: Promise<void>;
}

const pageSize = 500;
/** Shorter than the idle limit of usual load balancers; the server ends the watch and it is taken up again. */
const watchSeconds = 290;
const longestPauseMilliseconds = 30_000;

/** Starts at once and goes on until the signal: a server that is away is waited for with growing pauses. */
export function startStore<T extends KubernetesObject, V>(options: StoreOptions<T, V>): Store<V> {
  return new Reflector(options);
}

interface Entry<V> {
  readonly resourceVersion: string;
  readonly view: V;
}

class Reflector<T extends KubernetesObject, V> implements Store<V> {
  readonly #options: StoreOptions<T, V>;
  readonly #feed = new ChangeFeed<V>();
  #entries = new Map<string, Entry<V>>();
  #state: StoreState = { stage: "listing" };
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  #markReady: () => void = () => undefined;

  constructor(options: StoreOptions<T, V>) {
    this.#options = options;
    const listed = new Promise<void>((resolve) => {
      this.#markReady = resolve;
    });
    this.ended = this.#run();
    this.ready = Promise.race([listed, this.ended.then(() => this.#stoppedBeforeReady())]);
    // Both may be looked at later, or never; a refusal is also the state's.
    this.ready.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  current(): readonly V[] {
    return [...this.#entries.values()].map((entry) => entry.view);
  }

  get({ name, namespace = "" }: { readonly name: string; readonly namespace?: string }): V | undefined {
    return this.#entries.get(`${namespace}/${name}`)?.view;
  }

  state(): StoreState {
    return this.#state;
  }

  changes(signal?: AbortSignal): AsyncIterable<StoreChange<V>> {
    return this.#feed.subscribe(signal);
  }

  async #run(): Promise<void> {
    const { signal, clock } = this.#options;
    let resume: Resume = { kind: "list" };
    let attempt = 0;
    try {
      while (!signal.aborted) {
        const startedAt = clock.now();
        const outcome = await this.#round(resume);
        resume = outcome.resume;
        // A round that held for a while was a success, whatever ended it.
        attempt = clock.now() - startedAt > longestPauseMilliseconds ? 0 : attempt + 1;
        if (outcome.cause !== undefined) this.#state = { stage: "waiting", resume, attempt, cause: outcome.cause };
        if (!signal.aborted) await this.#pause(attempt, outcome.cause?.retryAfterSeconds ?? 0);
      }
    } finally {
      this.#state = { stage: "stopped" };
      this.#feed.end();
    }
  }

  /** A list if one is due, then a watch to its end. Refusals that waiting cannot heal are thrown. */
  async #round(resume: Resume): Promise<{ readonly resume: Resume; readonly cause: ApiError | undefined }> {
    let next = resume;
    try {
      if (next.kind === "list") {
        this.#state = { stage: "listing" };
        next = { kind: "watch", resourceVersion: await this.#listAll() };
        this.#markReady();
      }
      this.#state = { stage: "watching", resourceVersion: next.resourceVersion };
      await this.#watch(next.resourceVersion);
      return { resume: this.#resumption(next), cause: undefined };
    } catch (error) {
      if (this.#options.signal.aborted) return { resume: next, cause: undefined };
      if (isApiError(error, "Expired")) return { resume: { kind: "list" }, cause: error };
      if (isApiError(error) && isPassing(error)) return { resume: this.#resumption(next), cause: error };
      throw error;
    }
  }

  #resumption(fallback: Resume): Resume {
    return this.#state.stage === "watching"
      ? { kind: "watch", resourceVersion: this.#state.resourceVersion }
      : fallback;
  }

  /** Page by page, each projected as it comes, so that memory holds one page of whole objects. */
  async #listAll(): Promise<string> {
    const { client, type, query, signal } = this.#options;
    const listed = new Map<string, Entry<V>>();
    let page = await client.list<T>(type, { ...query, limit: pageSize, signal });
    for (;;) {
      for (const object of page.items) this.#takeListed(listed, object);
      if (page.continue === undefined) break;
      page = await client.list<T>(type, { ...query, limit: pageSize, continue: page.continue, signal });
    }
    for (const [key, { view }] of this.#entries) {
      if (!listed.has(key)) this.#feed.publish(key, { kind: "deleted", view });
    }
    this.#entries = listed;
    return page.resourceVersion;
  }

  #takeListed(listed: Map<string, Entry<V>>, object: T): void {
    const key = keyOf(object);
    const resourceVersion = object.metadata.resourceVersion ?? "";
    const known = this.#entries.get(key);
    if (known?.resourceVersion === resourceVersion) {
      listed.set(key, known);
      return;
    }
    const view = this.#options.project(object);
    if (view === undefined) return;
    listed.set(key, { resourceVersion, view });
    this.#feed.publish(key, { kind: known === undefined ? "added" : "modified", view });
  }

  async #watch(from: string): Promise<void> {
    const { client, type, query, signal } = this.#options;
    const watched = { ...query, resourceVersion: from, timeoutSeconds: watchSeconds, signal };
    for await (const event of client.watch<T>(type, watched)) {
      const resourceVersion =
        event.kind === "bookmark" ? event.resourceVersion : (event.object.metadata.resourceVersion ?? "");
      if (event.kind !== "bookmark") this.#take(event.object, { resourceVersion, gone: event.kind === "deleted" });
      this.#state = { stage: "watching", resourceVersion };
    }
  }

  #take(object: T, { resourceVersion, gone }: { readonly resourceVersion: string; readonly gone: boolean }): void {
    const key = keyOf(object);
    const known = this.#entries.get(key);
    const view = gone ? undefined : this.#options.project(object);
    if (view !== undefined) {
      this.#entries.set(key, { resourceVersion, view });
      this.#feed.publish(key, { kind: known === undefined ? "added" : "modified", view });
    } else if (known !== undefined) {
      this.#entries.delete(key);
      this.#feed.publish(key, { kind: "deleted", view: known.view });
    }
  }

  /** Also after a watch that the server ended in good order: one that is cut at once each time must not spin. */
  async #pause(attempt: number, leastSeconds: number): Promise<void> {
    const { clock, signal } = this.#options;
    const milliseconds = attempt === 0 ? 0 : Math.min(250 * 2 ** (attempt - 1), longestPauseMilliseconds);
    try {
      await clock.sleep(Math.max(milliseconds, leastSeconds * 1000), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #stoppedBeforeReady(): void {
    this.#options.signal.throwIfAborted();
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
