import { afterEach, describe, expect, it } from "vitest";

import { type Loopback, startLoopback } from "../../test-support/loopback.ts";
import { discoveryCalls } from "./discovery.ts";

let loopback: Loopback | undefined;
afterEach(() => loopback?.stop());

/** A server that answers these paths with these documents, and keeps what it was asked. */
async function startServer(documents: Readonly<Record<string, unknown>>): Promise<{
  readonly discovery: ReturnType<typeof discoveryCalls>;
  readonly asked: readonly string[];
}> {
  const asked: string[] = [];
  loopback = await startLoopback((incoming, outgoing) => {
    asked.push(incoming.url ?? "");
    const document = documents[incoming.url ?? ""];
    outgoing.statusCode = document === undefined ? 404 : 200;
    outgoing.end(JSON.stringify(document ?? "404 page not found"));
  });
  return { discovery: discoveryCalls(loopback.transport), asked };
}

const verbs = ["get", "list"];
const widget = { group: "shop.example", version: "v1", kind: "Widget", plural: "widgets", namespaced: true, verbs };

const widgetList = {
  kind: "APIResourceList",
  groupVersion: "shop.example/v1",
  resources: [
    { name: "widgets", kind: "Widget", namespaced: true, verbs },
    { name: "widgets/status", kind: "Widget", namespaced: true, verbs: ["get"] },
  ],
};

describe("resolving a kind", () => {
  it("asks only the group and version it names, once", async () => {
    const { discovery, asked } = await startServer({ "/apis/shop.example/v1": widgetList });
    await expect(discovery.resolve("shop.example/v1", "Widget")).resolves.toMatchObject({
      plural: "widgets",
      namespaced: true,
    });
    await discovery.resolve("shop.example/v1", "Widget");
    expect(asked).toEqual(["/apis/shop.example/v1"]);
  });

  it("asks nothing for a built-in kind", async () => {
    const { discovery, asked } = await startServer({});
    await expect(discovery.resolve("apps/v1", "Deployment")).resolves.toMatchObject({ plural: "deployments" });
    expect(asked).toEqual([]);
  });

  it("asks again after a miss, since a definition may come at any moment", async () => {
    const documents: Record<string, unknown> = {};
    const { discovery } = await startServer(documents);
    await expect(discovery.resolve("shop.example/v1", "Widget")).resolves.toBeUndefined();
    documents["/apis/shop.example/v1"] = widgetList;
    await expect(discovery.resolve("shop.example/v1", "Widget")).resolves.toBeDefined();
  });
});

describe("the types of a server", () => {
  it("come from two answers where it aggregates them, each in the preferred version that has it", async () => {
    const resource = (plural: string, kind: string): object => ({
      resource: plural,
      responseKind: { kind },
      scope: "Namespaced",
      verbs,
    });
    const { discovery, asked } = await startServer({
      "/api": {
        kind: "APIGroupDiscoveryList",
        items: [{ versions: [{ version: "v1", resources: [resource("pods", "Pod")] }] }],
      },
      "/apis": {
        kind: "APIGroupDiscoveryList",
        items: [
          {
            metadata: { name: "shop.example" },
            versions: [
              { version: "v2", resources: [resource("widgets", "Widget")] },
              { version: "v1", resources: [resource("widgets", "Widget"), resource("gadgets", "Gadget")] },
            ],
          },
        ],
      },
    });
    await expect(discovery.resourceTypes()).resolves.toEqual([
      { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true, verbs, preferred: true },
      { ...widget, version: "v2", preferred: true },
      { ...widget, kind: "Gadget", plural: "gadgets", preferred: false },
    ]);
    await discovery.resourceTypes();
    expect(asked.toSorted()).toEqual(["/api", "/apis"]);
    await discovery.resourceTypes({ fresh: true });
    expect(asked).toHaveLength(4);
  });

  it("come group by group where it does not, without those that cannot be listed and those whose server is away", async () => {
    const reviews = { name: "reviews", kind: "Review", namespaced: false, verbs: ["create"] };
    const { discovery } = await startServer({
      "/api": { kind: "APIVersions", versions: ["v1"] },
      "/api/v1": { kind: "APIResourceList", groupVersion: "v1", resources: [reviews] },
      "/apis": {
        kind: "APIGroupList",
        groups: [
          { name: "shop.example", preferredVersion: { groupVersion: "shop.example/v1" } },
          { name: "gone.example", preferredVersion: { groupVersion: "gone.example/v1" } },
        ],
      },
      "/apis/shop.example/v1": widgetList,
    });
    await expect(discovery.resourceTypes()).resolves.toEqual([{ ...widget, preferred: true }]);
  });

  it("carry the other names that people call them by", async () => {
    const pvc = { singular: "persistentvolumeclaim", shortNames: ["pvc"] };
    const { discovery } = await startServer({
      "/api": {
        kind: "APIGroupDiscoveryList",
        items: [
          {
            versions: [
              {
                version: "v1",
                resources: [
                  {
                    resource: "persistentvolumeclaims",
                    singularResource: pvc.singular,
                    shortNames: pvc.shortNames,
                    responseKind: { kind: "PersistentVolumeClaim" },
                    scope: "Namespaced",
                    verbs,
                  },
                ],
              },
            ],
          },
        ],
      },
      "/apis": { kind: "APIGroupList", groups: [{ preferredVersion: { groupVersion: "shop.example/v1" } }] },
      "/apis/shop.example/v1": {
        ...widgetList,
        resources: [{ ...widgetList.resources[0], singularName: "widget", shortNames: ["wd"] }],
      },
    });
    await expect(discovery.resourceTypes()).resolves.toMatchObject([pvc, { singular: "widget", shortNames: ["wd"] }]);
  });

  it("are asked for again after they could not be had", async () => {
    const documents: Record<string, unknown> = { "/api": { kind: "APIVersions", versions: [] } };
    const { discovery } = await startServer(documents);
    await expect(discovery.resourceTypes()).rejects.toMatchObject({ reason: "NotFound" });
    documents["/apis"] = { kind: "APIGroupList", groups: [] };
    await expect(discovery.resourceTypes()).resolves.toEqual([]);
  });
});
