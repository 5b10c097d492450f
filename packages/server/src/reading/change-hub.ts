import type { ChangeView } from "@holdfast/api";

/** Tells any number of readers that something changed, each at its own pace. */
export interface ChangeHub {
  /** `to`: only these readers; absent, all of them. */
  publish(change: ChangeView, to?: Reader): void;
  /**
   * Changes from now on. What was not read yet is merged, so a slow reader costs no more than the names of what
   * changed. Ends with the signal.
   */
  subscribe(signal: AbortSignal, reader?: Reader): AsyncIterable<ChangeView>;
  /** Pages, without the server itself. */
  subscribers(): number;
}

type Topic = Extract<ChangeView, { readonly kind: "records" }>["topics"][number];

type Reader = "page" | "server";

interface Pending {
  readonly of: Reader;
  everything: boolean;
  readonly names: Set<string>;
  readonly ids: Set<string>;
  readonly topics: Set<Topic>;
  wake: () => void;
}

/** `pause` lets a burst of changes become one message. */
export function createChangeHub(pause: (signal: AbortSignal) => Promise<void>): ChangeHub {
  const readers = new Set<Pending>();
  return {
    publish(change, to) {
      for (const reader of readers) {
        if (to !== undefined && reader.of !== to) continue;
        add(reader, change);
        reader.wake();
      }
    },
    subscribe(signal, of = "page") {
      const reader: Pending = {
        of,
        everything: false,
        names: new Set(),
        ids: new Set(),
        topics: new Set(),
        wake: () => undefined,
      };
      readers.add(reader);
      signal.addEventListener("abort", () => reader.wake(), { once: true });
      return readChanges(reader, { signal, pause, leave: () => readers.delete(reader) });
    },
    subscribers: () => [...readers].filter(({ of }) => of === "page").length,
  };
}

interface Reading {
  readonly signal: AbortSignal;
  readonly pause: (signal: AbortSignal) => Promise<void>;
  readonly leave: () => void;
}

async function* readChanges(reader: Pending, { signal, pause, leave }: Reading): AsyncGenerator<ChangeView, void> {
  try {
    while (!signal.aborted) {
      if (isEmpty(reader)) await new Promise<void>((resolve) => (reader.wake = resolve));
      else {
        await pause(signal);
        yield* take(reader);
      }
    }
  } finally {
    leave();
  }
}

function add(reader: Pending, change: ChangeView): void {
  switch (change.kind) {
    case "everything":
      reader.everything = true;
      return;
    case "backup-sets":
      for (const name of change.names) reader.names.add(name);
      return;
    case "operations":
      for (const id of change.ids) reader.ids.add(id);
      return;
    case "records":
      for (const topic of change.topics) reader.topics.add(topic);
      return;
  }
}

function isEmpty({ everything, names, ids, topics }: Pending): boolean {
  return !everything && names.size === 0 && ids.size === 0 && topics.size === 0;
}

function take(reader: Pending): readonly ChangeView[] {
  const { everything, names, ids, topics } = reader;
  const changes: readonly ChangeView[] = everything
    ? [{ kind: "everything" }]
    : [
        ...(names.size === 0 ? [] : [{ kind: "backup-sets", names: [...names] } as const]),
        ...(ids.size === 0 ? [] : [{ kind: "operations", ids: [...ids] } as const]),
        ...(topics.size === 0 ? [] : [{ kind: "records", topics: [...topics] } as const]),
      ];
  reader.everything = false;
  names.clear();
  ids.clear();
  topics.clear();
  return changes;
}
