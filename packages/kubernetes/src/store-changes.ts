/** What happened to one object. A deletion carries the object as it was last known. */
export interface StoreChange<V> {
  readonly kind: "added" | "modified" | "deleted";
  readonly view: V;
}

interface Subscription<V> {
  /** Unread changes by object, in the order of their first. */
  readonly pending: Map<string, StoreChange<V>>;
  wake: () => void;
}

/** Hands changes to any number of readers, each at its own pace. */
export class ChangeFeed<V> {
  readonly #subscriptions = new Set<Subscription<V>>();
  #ended = false;

  publish(key: string, change: StoreChange<V>): void {
    for (const subscription of this.#subscriptions) {
      const merged = mergeChanges(subscription.pending.get(key), change);
      if (merged === undefined) subscription.pending.delete(key);
      else subscription.pending.set(key, merged);
      subscription.wake();
    }
  }

  end(): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions) subscription.wake();
  }

  /** Subscribed from this call on, not only from the first read. */
  subscribe(signal: AbortSignal | undefined): AsyncIterable<StoreChange<V>> {
    const subscription: Subscription<V> = { pending: new Map(), wake: () => undefined };
    this.#subscriptions.add(subscription);
    const wake = (): void => {
      subscription.wake();
    };
    signal?.addEventListener("abort", wake);
    return this.#read(subscription, signal, () => {
      this.#subscriptions.delete(subscription);
      signal?.removeEventListener("abort", wake);
    });
  }

  async *#read(
    subscription: Subscription<V>,
    signal: AbortSignal | undefined,
    leave: () => void,
  ): AsyncGenerator<StoreChange<V>, void, undefined> {
    const isOver = (): boolean => this.#ended || signal?.aborted === true;
    try {
      for (;;) {
        for (const [key, change] of subscription.pending) {
          if (signal?.aborted === true) return;
          subscription.pending.delete(key);
          yield change;
        }
        if (isOver()) return;
        await nextWake(subscription);
      }
    } finally {
      leave();
    }
  }
}

function nextWake<V>(subscription: Subscription<V>): Promise<void> {
  if (subscription.pending.size > 0) return Promise.resolve();
  return new Promise((resolve) => {
    subscription.wake = resolve;
  });
}

/** Two unread changes of one object as one. Undefined: the reader never learns of an object that came and went. */
function mergeChanges<V>(first: StoreChange<V> | undefined, second: StoreChange<V>): StoreChange<V> | undefined {
  if (first === undefined) return second;
  if (first.kind === "added") return second.kind === "deleted" ? undefined : { kind: "added", view: second.view };
  if (first.kind === "deleted" && second.kind === "added") return { kind: "modified", view: second.view };
  return second;
}
