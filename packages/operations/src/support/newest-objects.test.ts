import { configMaps, type KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, test } from "vitest";
import { newestObjects } from "./newest-objects.ts";

const objects: readonly KubernetesObject[] = Array.from({ length: 1300 }, (_, index) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "a", name: `m-${index}` },
}));

/** Newest and oldest are on every page. */
function aged<T extends KubernetesObject>(object: T): T {
  const second = (Number(object.metadata.name.slice(2)) * 7) % 1300;
  const creationTimestamp = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return { ...object, metadata: { ...object.metadata, creationTimestamp } };
}

test("of many objects only the newest are held, whatever page they are on", async () => {
  const client = createFakeClient({ objects });
  const limits: unknown[] = [];
  const kubernetes: typeof client = {
    ...client,
    listAll: () => Promise.reject(new Error("never all at once")),
    list: async (type, query) => {
      limits.push(query?.limit);
      const page = await client.list<never>(type, query);
      return { ...page, items: page.items.map(aged) };
    },
  };
  const query = { namespace: "a" };
  const found = await newestObjects(kubernetes, { type: configMaps, query, count: 3, keep: (one) => one });
  const times = objects.map((one) => aged(one).metadata.creationTimestamp ?? "").toSorted();
  expect(found.map(({ metadata }) => metadata.creationTimestamp)).toEqual(times.slice(-3).toReversed());
  expect(limits).toEqual([500, 500, 500]);
});
