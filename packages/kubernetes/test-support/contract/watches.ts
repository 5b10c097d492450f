import { describe, expect, it } from "vitest";

import { configMaps, type ListQuery, type WatchEvent } from "../../src/index.ts";
import { type ConfigMap, type Contract, reasonOf } from "./contract.ts";

export function describeWatch(contract: Contract): void {
  describe("watch", () => {
    it("tells every change after the resourceVersion of a list, in order", async () => {
      const group = contract.nextName();
      const labelSelector = `group=${group}`;
      const { resourceVersion } = await contract.client.list(configMaps, {
        namespace: contract.namespace,
        labelSelector,
      });
      const created = await contract.create(group, { group });
      await contract.client.replace(configMaps, { ...created, data: { color: "blue" } });
      await contract.client.delete(configMaps, contract.named(group));
      await expect(nextEvents(contract, { labelSelector, resourceVersion }, 3)).resolves.toEqual([
        "added red",
        "modified blue",
        "deleted blue",
      ]);
    });

    it("begins with what is there when no resourceVersion is given", async () => {
      const group = contract.nextName();
      await contract.create(group, { group });
      await expect(nextEvents(contract, { labelSelector: `group=${group}` }, 1)).resolves.toEqual(["added red"]);
    });

    it("tells changes that happen while it waits", async () => {
      const group = contract.nextName();
      const { resourceVersion } = await contract.client.list(configMaps, { namespace: contract.namespace, limit: 1 });
      const events = nextEvents(contract, { labelSelector: `group=${group}`, resourceVersion }, 1);
      await contract.create(group, { group });
      await expect(events).resolves.toEqual(["added red"]);
    });

    it("ends quietly when its signal aborts", async () => {
      const controller = new AbortController();
      const watch = nextEvents(
        contract,
        { labelSelector: `group=${contract.nextName()}`, signal: controller.signal },
        1,
      );
      setTimeout(() => {
        controller.abort();
      }, 50);
      await expect(watch).resolves.toEqual([]);
    });

    it("is Expired from a resourceVersion that the server has forgotten", async () => {
      const { resourceVersion } = await contract.client.list(configMaps, { namespace: contract.namespace });
      await contract.create(contract.nextName());
      await contract.subject.expire();
      await expect(reasonOf(nextEvents(contract, { resourceVersion }, 1))).resolves.toBe("Expired");
    });
  });
}

type EventQuery = ListQuery & { readonly resourceVersion?: string };

async function nextEvents(contract: Contract, query: EventQuery, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  const watched = { namespace: contract.namespace, ...query };
  for await (const event of contract.client.watch<ConfigMap>(configMaps, watched)) {
    if (event.kind !== "bookmark") seen.push(wordsOf(event));
    if (seen.length === count) break;
  }
  return seen;
}

function wordsOf(event: Exclude<WatchEvent<ConfigMap>, { kind: "bookmark" }>): string {
  return `${event.kind} ${event.object.data?.["color"] ?? ""}`;
}
