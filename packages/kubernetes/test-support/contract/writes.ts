import { describe, expect, it } from "vitest";

import { configMaps } from "../../src/index.ts";
import { type ConfigMap, type Contract, reasonOf } from "./contract.ts";

export function describeWrites(contract: Contract): void {
  describeCreate(contract);
  describeReplace(contract);
  describePatch(contract);
  describeApply(contract);
  describeDelete(contract);
}

function describeCreate(contract: Contract): void {
  describe("create", () => {
    it("refuses a name that is taken", async () => {
      const { metadata } = await contract.create(contract.nextName());
      await expect(reasonOf(contract.create(metadata.name))).resolves.toBe("AlreadyExists");
    });

    it("refuses an object that brings a resourceVersion", async () => {
      const object = contract.configMap(contract.nextName());
      const stale = { ...object, metadata: { ...object.metadata, resourceVersion: "5" } };
      await expect(reasonOf(contract.client.create(configMaps, stale))).resolves.toBe("InternalError");
    });

    it("makes a name from generateName", async () => {
      const object = {
        ...contract.configMap(""),
        metadata: { name: "", namespace: contract.namespace, generateName: "made-" },
      };
      const { metadata } = await contract.client.create(configMaps, object);
      expect(metadata.name).toMatch(/^made-.{5}/);
    });

    it("stores nothing on a dry run", async () => {
      const objectName = contract.nextName();
      await contract.client.create(configMaps, contract.configMap(objectName), { dryRun: true });
      await expect(contract.client.get(configMaps, contract.named(objectName))).resolves.toBeUndefined();
    });
  });
}

function describeReplace(contract: Contract): void {
  describe("replace", () => {
    it("is an optimistic lock: of two writers of one resourceVersion the second gets Conflict", async () => {
      const created = await contract.create(contract.nextName());
      const replaced = await contract.client.replace(configMaps, { ...created, data: { color: "blue" } });
      expect(replaced.data).toEqual({ color: "blue" });
      expect(replaced.metadata.uid).toBe(created.metadata.uid);
      await expect(reasonOf(contract.client.replace(configMaps, { ...created, data: {} }))).resolves.toBe("Conflict");
    });

    it("writes over whatever is there when it carries no resourceVersion", async () => {
      const { metadata } = await contract.create(contract.nextName());
      const replaced = await contract.client.replace(
        configMaps,
        contract.configMap(metadata.name, {}, { color: "green" }),
      );
      expect(replaced.data).toEqual({ color: "green" });
    });

    it("keeps the resourceVersion when nothing changed", async () => {
      const created = await contract.create(contract.nextName());
      const replaced = await contract.client.replace(configMaps, created);
      expect(replaced.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    });

    it("refuses an object that is not there", async () => {
      await expect(reasonOf(contract.client.replace(configMaps, contract.configMap("absent")))).resolves.toBe(
        "NotFound",
      );
    });
  });
}

function describePatch(contract: Contract): void {
  describe("patch", () => {
    it("merges: null removes, objects are merged, other values replaced", async () => {
      const { metadata } = await contract.create(contract.nextName(), { keep: "1", drop: "1" });
      const body = { metadata: { labels: { drop: null, add: "1" } }, data: { size: "big" } };
      const patched = await contract.client.patch<ConfigMap>(configMaps, contract.named(metadata.name), {
        kind: "merge",
        body,
      });
      expect(patched.metadata.labels).toEqual({ keep: "1", add: "1" });
      expect(patched.data).toEqual({ color: "red", size: "big" });
    });

    it("applies JSON patch operations in order", async () => {
      const { metadata } = await contract.create(contract.nextName());
      const body = [
        { op: "test", path: "/data/color", value: "red" },
        { op: "add", path: "/data/size", value: "big" },
        { op: "remove", path: "/data/color" },
      ];
      const patched = await contract.client.patch<ConfigMap>(configMaps, contract.named(metadata.name), {
        kind: "json",
        body,
      });
      expect(patched.data).toEqual({ size: "big" });
    });

    it("refuses a JSON patch whose test fails, and changes nothing", async () => {
      const { metadata } = await contract.create(contract.nextName());
      const body = [
        { op: "add", path: "/data/size", value: "big" },
        { op: "test", path: "/data/color", value: "blue" },
      ];
      await expect(
        reasonOf(contract.client.patch(configMaps, contract.named(metadata.name), { kind: "json", body })),
      ).resolves.toBe("Invalid");
      const found = await contract.client.get<ConfigMap>(configMaps, contract.named(metadata.name));
      expect(found?.data).toEqual({ color: "red" });
    });

    it("refuses an object that is not there", async () => {
      const patch = { kind: "merge", body: {} } as const;
      await expect(reasonOf(contract.client.patch(configMaps, contract.named("absent"), patch))).resolves.toBe(
        "NotFound",
      );
    });
  });
}

function describeApply(contract: Contract): void {
  describe("apply", () => {
    it("creates what is absent and changes what is there", async () => {
      const objectName = contract.nextName();
      const applied = await contract.client.apply(contract.configMap(objectName));
      const again = await contract.client.apply(contract.configMap(objectName, { new: "label" }, { color: "blue" }));
      expect(again.metadata.uid).toBe(applied.metadata.uid);
      expect(again.metadata.labels).toEqual({ new: "label" });
      expect(again.data).toEqual({ color: "blue" });
    });

    it("changes nothing when it is repeated", async () => {
      const objectName = contract.nextName();
      const applied = await contract.client.apply(contract.configMap(objectName));
      const again = await contract.client.apply(contract.configMap(objectName));
      expect(again.metadata.resourceVersion).toBe(applied.metadata.resourceVersion);
    });

    it("refuses a kind that the server does not know", async () => {
      const unknown = { apiVersion: "nobody.example/v1", kind: "Nothing", metadata: contract.named("x") };
      await expect(reasonOf(contract.client.apply(unknown))).resolves.toBe("NotFound");
    });
  });
}

function describeDelete(contract: Contract): void {
  describe("delete", () => {
    it("says accepted for what was there and absent for what was not", async () => {
      const { metadata } = await contract.create(contract.nextName());
      await expect(contract.client.delete(configMaps, contract.named(metadata.name))).resolves.toBe("accepted");
      await expect(contract.client.delete(configMaps, contract.named(metadata.name))).resolves.toBe("absent");
    });

    it("refuses another uid or resourceVersion than the object's", async () => {
      const { metadata } = await contract.create(contract.nextName());
      const target = contract.named(metadata.name);
      const anotherUid = "11111111-1111-4111-8111-111111111111";
      await expect(reasonOf(contract.client.delete(configMaps, target, { uid: anotherUid }))).resolves.toBe("Conflict");
      await expect(reasonOf(contract.client.delete(configMaps, target, { resourceVersion: "1" }))).resolves.toBe(
        "Conflict",
      );
      await expect(contract.client.delete(configMaps, target, { uid: metadata.uid ?? "" })).resolves.toBe("accepted");
    });

    it("leaves an object with a finalizer until that is taken off", async () => {
      const object = contract.configMap(contract.nextName());
      const finalizers = ["holdfast.dev/contract"];
      await contract.client.create(configMaps, { ...object, metadata: { ...object.metadata, finalizers } });
      const target = contract.named(object.metadata.name);
      await expect(contract.client.delete(configMaps, target)).resolves.toBe("accepted");
      expect((await contract.client.get(configMaps, target))?.metadata.deletionTimestamp).toBeDefined();
      await contract.client.patch(configMaps, target, { kind: "merge", body: { metadata: { finalizers: null } } });
      await expect(contract.client.get(configMaps, target)).resolves.toBeUndefined();
    });
  });
}
