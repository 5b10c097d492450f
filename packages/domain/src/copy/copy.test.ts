import { describe, expect, it } from "vitest";
import { mapNamespaces } from "./map-namespaces.ts";
import { namespaceMentions } from "./namespace-mentions.ts";
import { findConflicts } from "./shared-names.ts";

const deployment = (value: string) => ({
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
  spec: { template: { spec: { containers: [{ env: [{ name: "DB", value }] }] } } },
});

const service = (namespace: string, nodePort?: number) => ({
  kind: "Service",
  metadata: { namespace, name: "web" },
  spec: { ports: [nodePort === undefined ? {} : { nodePort }] },
});

const ingress = (namespace: string) => ({
  kind: "Ingress",
  metadata: { namespace, name: "web" },
  spec: { rules: [{ host: "shop.example" }], tls: [{ hosts: ["shop.example"] }] },
});

describe("where a copy's namespaces go", () => {
  it("is the new slug for the primary one, and what is asked for the others", () => {
    const names = { namespaces: ["shop", "shop-jobs"], as: "shop-trial", asked: { "shop-jobs": "trial-jobs" } };
    expect(mapNamespaces(names)).toEqual({
      kind: "mapped",
      mapping: { shop: "shop-trial", "shop-jobs": "trial-jobs" },
    });
  });

  it.each([
    ["a second namespace without a new name", { namespaces: ["a", "b"], as: "c", asked: {} }, /--map b=NEW-NAME/u],
    ["a namespace that the backup does not have", { namespaces: ["a"], as: "c", asked: { x: "y" } }, /--map x/u],
    ["a slug that is reserved", { namespaces: ["a"], as: "console", asked: {} }, /reserved/u],
    ["the namespace that is copied", { namespaces: ["a"], as: "a", asked: {} }, /of the backup itself/u],
    ["one target for two", { namespaces: ["a", "b"], as: "c", asked: { b: "c" } }, /target of two/u],
    ["no name of a namespace", { namespaces: ["a"], as: "c", asked: { a: "C_1" } }, /no name/u],
  ])("is refused for %s", (_what, names, problem) => {
    expect(mapNamespaces(names)).toMatchObject({
      kind: "refused",
      problems: expect.arrayContaining([expect.stringMatching(problem)]) as unknown,
    });
  });
});

describe("a namespace that is named literally", () => {
  it.each(["db.shop.svc", "db.shop.svc.cluster.local:5432", "postgres://user@db.shop:5432/x", "http://db.shop/"])(
    "is seen in %s",
    (value) => {
      expect(namespaceMentions(deployment(value), ["shop"])).toEqual(["spec.template.spec.containers.0.env.0.value"]);
    },
  );

  it.each(["shop", "shop-db", "db.shopping.svc", "the shop", "www.shop.example"])("is not seen in %s", (value) => {
    expect(namespaceMentions(deployment(value), ["shop"])).toEqual([]);
  });

  it("is seen in a field called namespace, except in subjects, which Velero maps", () => {
    const binding = { kind: "RoleBinding", metadata: {}, subjects: [{ namespace: "shop" }] };
    const monitor = { kind: "Monitor", metadata: {}, spec: { target: { namespace: "shop" } } };
    expect(namespaceMentions(binding, ["shop"])).toEqual([]);
    expect(namespaceMentions(monitor, ["shop"])).toEqual(["spec.target.namespace"]);
  });
});

describe("names that the whole cluster shares", () => {
  it("are node ports and hosts, with who has them", () => {
    const copied = [service("shop", 30_080), ingress("shop")];
    expect(findConflicts(copied, [service("shop", 30_080), ingress("other")])).toEqual([
      { kind: "node-port", value: "30080/TCP", object: "Service shop/web", takenBy: "Service shop/web" },
      { kind: "host", value: "shop.example", object: "Ingress shop/web", takenBy: "Ingress other/web" },
    ]);
  });

  it("are no conflict when nobody has them", () => {
    expect(findConflicts([service("shop", 30_080)], [service("shop", 30_081), service("shop")])).toEqual([]);
  });
});
