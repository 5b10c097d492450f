import { type ControlPlane, startControlPlane, waitFor as until } from "@holdfast/harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { KubernetesClient } from "./client.ts";
import { systemClock } from "./clock.ts";
import { createKubernetesClient } from "./create-client.ts";
import type { KubernetesObject } from "./objects.ts";
import { configMaps } from "./resource-types.ts";
import { startStore, type Store } from "./store.ts";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

const labelled = (name: string, value: string): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", labels: { store: "test" } },
  data: { value },
});

describe("a store on an API server that is killed", () => {
  let plane: ControlPlane;
  let client: KubernetesClient;
  const stop = new AbortController();
  let store: Store<string>;

  beforeAll(async () => {
    plane = await startControlPlane();
    client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-test/0" });
    store = startStore<ConfigMap, string>({
      client,
      type: configMaps,
      query: { labelSelector: "store=test" },
      project: (object) => `${object.metadata.name}=${object.data?.["value"] ?? ""}`,
      clock: systemClock,
      signal: stop.signal,
    });
    await store.ready;
  });

  afterAll(async () => {
    stop.abort();
    await store.ended;
    await client.close();
    await plane.stop();
  });

  const holds = (expected: readonly string[]): Promise<true> =>
    until(async () => (JSON.stringify(store.current().toSorted()) === JSON.stringify(expected) ? true : undefined), {
      what: `the store to hold ${expected.join(", ")}`,
      evidence: () => JSON.stringify([store.current(), store.state()]),
    });

  it("follows creations, changes and deletions", async () => {
    await client.create(configMaps, labelled("a", "1"));
    await client.create(configMaps, labelled("b", "1"));
    await expect(holds(["a=1", "b=1"])).resolves.toBe(true);
    await client.replace(configMaps, labelled("a", "2"));
    await client.delete(configMaps, { name: "b", namespace: "default" });
    await expect(holds(["a=2"])).resolves.toBe(true);
  });

  it("lists again after the server was killed and has forgotten the events, and keeps its objects meanwhile", async () => {
    await plane.kill("kube-apiserver");
    await until(async () => (store.state().stage === "waiting" ? true : undefined), { what: "the store to notice" });
    expect(store.current()).toEqual(["a=2"]);
    await plane.restart("kube-apiserver");
    await client.create(configMaps, labelled("c", "1"));
    await client.delete(configMaps, { name: "a", namespace: "default" });
    await expect(holds(["c=1"])).resolves.toBe(true);
  });

  it("survives kills in the middle of watching and listing, again and again", async () => {
    for (let round = 0; round < 3; round++) {
      const writes = Promise.allSettled(
        Array.from({ length: 40 }, (_, index) => client.apply(labelled(`r${round}-${index}`, "1"))),
      );
      await plane.kill("kube-apiserver");
      await writes;
      await plane.restart("kube-apiserver");
    }
    await client.create(configMaps, labelled("last", "1"));
    const items = await client.listAll<ConfigMap>(configMaps, { labelSelector: "store=test" });
    await expect(holds(items.map((item) => `${item.metadata.name}=1`).toSorted())).resolves.toBe(true);
  });
});
