import { describe, expect, it } from "vitest";

import { configMaps, type ListQuery } from "../../src/index.ts";
import { type ConfigMap, type Contract, reasonOf } from "./contract.ts";

export function describeReads(contract: Contract): void {
  describeGet(contract);
  describeList(contract);
  describeDiscovery(contract);
  describeAccess(contract);
}

function describeGet(contract: Contract): void {
  describe("get", () => {
    it("gives a created object back with uid, resourceVersion and its content", async () => {
      const created = await contract.create(contract.nextName());
      const found = await contract.client.get<ConfigMap>(configMaps, created.metadata);
      expect(found).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { color: "red" } });
      expect(found?.metadata.uid).toBe(created.metadata.uid);
      expect(found?.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
      expect(found?.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    });

    it("gives undefined for an object that is not there", async () => {
      await expect(contract.client.get(configMaps, contract.named("absent"))).resolves.toBeUndefined();
    });
  });
}

function describeList(contract: Contract): void {
  describe("list", () => {
    it("selects by equality, by set and by presence of labels", async () => {
      const group = contract.nextName();
      await contract.create(`${group}-a`, { group, tier: "web" });
      await contract.create(`${group}-b`, { group, tier: "db", extra: "" });
      await contract.create(`${group}-c`, { group });
      const select = (selector: string): Promise<readonly string[]> =>
        namesOf(contract, { labelSelector: `group=${group},${selector}` });
      await expect(select("tier=web")).resolves.toEqual([`${group}-a`]);
      await expect(select("tier!=web")).resolves.toEqual([`${group}-b`, `${group}-c`]);
      await expect(select("tier in (web, db)")).resolves.toEqual([`${group}-a`, `${group}-b`]);
      await expect(select("tier notin (db)")).resolves.toEqual([`${group}-a`, `${group}-c`]);
      await expect(select("extra")).resolves.toEqual([`${group}-b`]);
      await expect(select("!tier")).resolves.toEqual([`${group}-c`]);
    });

    it("selects by the field metadata.name", async () => {
      const { metadata } = await contract.create(contract.nextName());
      await expect(namesOf(contract, { fieldSelector: `metadata.name=${metadata.name}` })).resolves.toEqual([
        metadata.name,
      ]);
    });

    it("gives pages that together are the whole, each object with apiVersion and kind", async () => {
      const group = contract.nextName();
      for (const letter of "abcde") await contract.create(`${group}-${letter}`, { group });
      const query = { namespace: contract.namespace, labelSelector: `group=${group}`, limit: 2 };
      const first = await contract.client.list(configMaps, query);
      const second = await contract.client.list(configMaps, { ...query, continue: first.continue ?? "" });
      const third = await contract.client.list(configMaps, { ...query, continue: second.continue ?? "" });
      expect([first, second, third].map((page) => page.items.length)).toEqual([2, 2, 1]);
      expect(third.continue).toBeUndefined();
      expect(first.items[0]).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
      const all = [first, second, third].flatMap((page) => page.items).map((item) => item.metadata.name);
      expect(all.toSorted()).toEqual(await namesOf(contract, { labelSelector: `group=${group}` }));
    });

    it("refuses a type that the server does not serve", async () => {
      const type = { group: "nobody.example", version: "v1", kind: "Nothing", plural: "nothings", namespaced: true };
      await expect(reasonOf(contract.client.list(type))).resolves.toBe("NotFound");
    });
  });
}

function describeDiscovery(contract: Contract): void {
  describe("discovery", () => {
    it("resolves a kind to its type, and an unknown one to undefined", async () => {
      await expect(contract.client.resolve("v1", "ConfigMap")).resolves.toMatchObject({
        plural: "configmaps",
        namespaced: true,
      });
      await expect(contract.client.resolve("nobody.example/v1", "Nothing")).resolves.toBeUndefined();
    });

    it("lists the types it serves with their verbs", async () => {
      const types = await contract.client.resourceTypes();
      const found = types.find((type) => type.kind === "ConfigMap");
      expect(found).toMatchObject({ group: "", version: "v1", plural: "configmaps", preferred: true });
      expect(found?.verbs).toContain("list");
    });
  });
}

function describeAccess(contract: Contract): void {
  it("answers access questions in the order they were asked", async () => {
    const questions = ["get", "list"].map((verb) => ({ verb, group: "", resource: "secrets" }));
    const answers = await contract.client.reviewAccess(questions);
    expect(answers.map((answer) => [answer.question.verb, answer.allowed])).toEqual([
      ["get", true],
      ["list", true],
    ]);
  });
}

async function namesOf(contract: Contract, query: ListQuery): Promise<readonly string[]> {
  const items = await contract.client.listAll(configMaps, { namespace: contract.namespace, ...query });
  return items.map((item) => item.metadata.name).toSorted();
}
