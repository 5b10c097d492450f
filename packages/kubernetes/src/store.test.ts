import { describe, expect, it } from "vitest";

import { createFakeClient } from "../test-support/fake-client.ts";
import { settle, TestClock } from "../test-support/test-clock.ts";
import { ApiError } from "./api-error.ts";
import type { KubernetesClient } from "./client.ts";
import type { KubernetesObject } from "./objects.ts";
import { configMaps } from "./resource-types.ts";
import type { StoreChange } from "./store-changes.ts";
import { startStore, type Store } from "./store.ts";

const object = (name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "a", labels },
});

const unreachable = new ApiError({ status: 0, reason: "Unreachable", request: "x", message: "away" });

/** Fails the calls that `isAway` says, and counts lists. */
function withOutages(client: KubernetesClient): {
  readonly client: KubernetesClient;
  readonly outage: { lists: boolean; watches: boolean };
  readonly lists: () => number;
  readonly cutWatches: () => void;
} {
  const outage = { lists: false, watches: false };
  let lists = 0;
  let cut = new AbortController();
  const list: KubernetesClient["list"] = async (type, query) => {
    lists += 1;
    if (outage.lists) throw unreachable;
    return client.list(type, query);
  };
  const watch: KubernetesClient["watch"] = async function* watch(type, query) {
    if (outage.watches) throw unreachable;
    const own = cut.signal;
    const signal = query.signal === undefined ? own : AbortSignal.any([query.signal, own]);
    yield* client.watch<never>(type, { ...query, signal });
    if (own.aborted) throw unreachable;
  };
  const cutWatches = (): void => {
    const old = cut;
    cut = new AbortController();
    old.abort();
  };
  return { client: { ...client, list, watch }, outage, lists: () => lists, cutWatches };
}

/** Objects with the label "hidden" are not kept. */
const project = ({ metadata }: KubernetesObject): string | undefined =>
  metadata.labels?.["hidden"] === undefined ? `${metadata.name}:${metadata.labels?.["v"] ?? ""}` : undefined;

function start(client: KubernetesClient): {
  readonly store: Store<string>;
  readonly clock: TestClock;
  readonly stop: AbortController;
} {
  const clock = new TestClock();
  const stop = new AbortController();
  const store = startStore({
    client,
    type: configMaps,
    query: { namespace: "a" },
    project,
    clock,
    signal: stop.signal,
  });
  return { store, clock, stop };
}

async function collect(changes: AsyncIterable<StoreChange<string>>, into: string[]): Promise<void> {
  for await (const { kind, view } of changes) into.push(`${kind} ${view}`);
}

describe("a store", () => {
  it("is ready with what was there, and keeps only what the projection gives", async () => {
    const { store, stop } = start(createFakeClient({ objects: [object("x"), object("y", { hidden: "" })] }));
    await store.ready;
    expect(store.current()).toEqual(["x:"]);
    expect(store.get({ name: "x", namespace: "a" })).toBe("x:");
    expect(store.get({ name: "y", namespace: "a" })).toBeUndefined();
    stop.abort();
    await store.ended;
    expect(store.state()).toEqual({ stage: "stopped" });
  });

  it("tells changes to every subscriber, and an object that stops being projected as deleted", async () => {
    const client = createFakeClient();
    const { store, stop } = start(client);
    await store.ready;
    const seen: string[] = [];
    const reading = collect(store.changes(), seen);
    await client.create(configMaps, object("x", { v: "1" }));
    await settle();
    await client.replace(configMaps, object("x", { v: "2" }));
    await settle();
    await client.replace(configMaps, object("x", { hidden: "" }));
    await settle();
    stop.abort();
    await reading;
    expect(seen).toEqual(["added x:1", "modified x:2", "deleted x:2"]);
  });

  it("gives unread changes of one object as one, and nothing for one that came and went", async () => {
    const client = createFakeClient({ objects: [object("old")] });
    const { store, stop } = start(client);
    await store.ready;
    const changes = store.changes();
    await client.create(configMaps, object("brief"));
    await client.delete(configMaps, { name: "brief", namespace: "a" });
    await client.create(configMaps, object("x", { v: "1" }));
    await client.replace(configMaps, object("x", { v: "2" }));
    await client.delete(configMaps, { name: "old", namespace: "a" });
    await settle();
    const seen: string[] = [];
    const reading = collect(changes, seen);
    await settle();
    stop.abort();
    await reading;
    expect(seen).toEqual(["added x:2", "deleted old:"]);
  });

  it("takes a broken watch up where it was, without listing again", async () => {
    const fake = createFakeClient({ objects: [object("x")] });
    const { client, outage, lists, cutWatches } = withOutages(fake);
    const { store, clock, stop } = start(client);
    await store.ready;
    outage.watches = true;
    cutWatches();
    await settle();
    expect(store.state()).toMatchObject({
      stage: "waiting",
      attempt: 1,
      resume: { kind: "watch" },
      cause: unreachable,
    });
    await fake.create(configMaps, object("y"));
    outage.watches = false;
    await clock.advance(1000);
    expect(store.current()).toEqual(["x:", "y:"]);
    expect(lists()).toBe(1);
    stop.abort();
    await store.ended;
  });

  it("lists again when its resourceVersion has expired, and tells what changed meanwhile", async () => {
    const fake = createFakeClient({ objects: [object("x"), object("y"), object("z")] });
    const { client, outage, lists, cutWatches } = withOutages(fake);
    const { store, clock, stop } = start(client);
    await store.ready;
    const seen: string[] = [];
    const reading = collect(store.changes(), seen);
    outage.watches = true;
    cutWatches();
    await settle();
    await fake.delete(configMaps, { name: "x", namespace: "a" });
    await fake.replace(configMaps, object("y", { v: "2" }));
    await fake.create(configMaps, object("w"));
    fake.compact();
    outage.watches = false;
    await clock.advance(5000);
    stop.abort();
    await reading;
    expect(lists()).toBe(2);
    expect(seen.toSorted()).toEqual(["added w:", "deleted x:", "modified y:2"]);
    expect(store.current().toSorted()).toEqual(["w:", "y:2", "z:"]);
  });

  it("waits longer after each failure, at most half a minute, and is ready once the server is there", async () => {
    const { client, outage, lists } = withOutages(createFakeClient({ objects: [object("x")] }));
    outage.lists = true;
    const { store, clock, stop } = start(client);
    await clock.advance(120_000);
    expect(lists()).toBeGreaterThan(7);
    expect(lists()).toBeLessThan(14);
    outage.lists = false;
    await clock.advance(30_000);
    await store.ready;
    expect(store.current()).toEqual(["x:"]);
    stop.abort();
    await store.ended;
  });

  it("ends with the server's refusal when waiting cannot heal it", async () => {
    const forbidden = new ApiError({ status: 403, reason: "Forbidden", request: "list", message: "no" });
    const fake = createFakeClient();
    const { store } = start({ ...fake, list: () => Promise.reject(forbidden) });
    await expect(store.ready).rejects.toBe(forbidden);
    await expect(store.ended).rejects.toBe(forbidden);
    expect(store.state().stage).toBe("stopped");
  });
});
