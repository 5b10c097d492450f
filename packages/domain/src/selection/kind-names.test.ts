import { describe, expect, it } from "vitest";
import { findKind } from "./kind-names.ts";
import type { KindNames } from "./kind-names.ts";

const kinds: readonly KindNames[] = [
  { group: "", kind: "Event", plural: "events", namespaced: true, singular: "event", shortNames: ["ev"] },
  { group: "", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", namespaced: true, shortNames: ["pvc"] },
  { group: "events.k8s.io", kind: "Event", plural: "events", namespaced: true, shortNames: ["ev"] },
  { group: "networking.k8s.io", kind: "Ingress", plural: "ingresses", namespaced: true, shortNames: ["ing"] },
  { group: "shop.example", kind: "Ing", plural: "ings", namespaced: true },
  { group: "storage.k8s.io", kind: "StorageClass", plural: "storageclasses", namespaced: false, shortNames: ["sc"] },
];

function named(entry: string): string | undefined {
  const found = findKind(entry, kinds);
  return found === undefined ? undefined : `${found.plural}/${found.group}`;
}

describe("findKind", () => {
  it.each([
    ["ingresses", "ingresses/networking.k8s.io"],
    ["ingress", "ingresses/networking.k8s.io"],
    ["Ingress", "ingresses/networking.k8s.io"],
    ["INGRESSES", "ingresses/networking.k8s.io"],
    ["pvc", "persistentvolumeclaims/"],
    ["ingresses.networking.k8s.io", "ingresses/networking.k8s.io"],
    ["Ingress.networking", "ingresses/networking.k8s.io"],
    ["ing.networking.k8s.io", "ingresses/networking.k8s.io"],
    ["sc.storage", "storageclasses/storage.k8s.io"],
  ])("knows a kind by %s", (entry, kind) => {
    expect(named(entry)).toBe(kind);
  });

  it("takes the first kind of several that share a name, as discovery orders them", () => {
    expect([named("events"), named("ev"), named("events.events.k8s.io")]).toEqual([
      "events/",
      "events/",
      "events/events.k8s.io",
    ]);
  });

  it("takes a kind's own name before another kind's short name", () => {
    expect(named("ing")).toBe("ings/shop.example");
  });

  it("knows short names only as they are written, and nothing by a part of its name", () => {
    expect(["PVC", "persistent", "events.shop.example", "*", ""].map(named)).toEqual(Array(5).fill(undefined));
  });
});
