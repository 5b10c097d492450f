import type { ManifestObject } from "@holdfast/domain";
import { deployments } from "@holdfast/kubernetes";
import { describe, expect, it } from "vitest";
import type { PlacedObject } from "./apply-order.ts";
import { keepTemplates } from "./workload-templates.ts";

interface Wish {
  readonly name?: string;
  readonly own?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly image?: string;
}

function deployment({ name = "web", own = {}, labels = {}, annotations = {}, image = "web:1" }: Wish): PlacedObject {
  const object: ManifestObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "shop", labels: own },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web", ...labels }, annotations }, spec: { containers: [{ image }] } },
    },
  };
  return { type: deployments, object, rendered: { file: "web.yaml", line: 1, object } };
}

describe("the pod templates of a license update", () => {
  it("stay as they are, while everything else of the object is as wanted", () => {
    const before = deployment({});
    const wanted = deployment({ own: { "kots.io/backup": "velero" }, annotations: { volumes: "data" } });
    const { objects, changes } = keepTemplates([before], [wanted]);
    expect(objects[0]?.object).toMatchObject({ metadata: { labels: { "kots.io/backup": "velero" } } });
    expect(objects[0]?.object["spec"]).toEqual(before.object["spec"]);
    expect(changes).toEqual([
      {
        workload: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" },
        marks: { labels: {}, annotations: { volumes: "data" } },
        changesPrograms: false,
      },
    ]);
  });

  it("tell which marks a pod gains, changes and loses, and never one of the selector", () => {
    const before = deployment({ labels: { tier: "a" }, annotations: { gone: "1", changed: "1", same: "1" } });
    const wanted = deployment({ labels: { app: "other" }, annotations: { changed: "2", same: "1", gained: "1" } });
    const [change] = keepTemplates([before], [wanted]).changes;
    expect(change?.marks).toEqual({
      labels: { tier: null },
      annotations: { gone: null, changed: "2", gained: "1" },
    });
  });

  it("say when the programs themselves would change", () => {
    const { changes } = keepTemplates([deployment({})], [deployment({ image: "web:2" })]);
    expect(changes).toMatchObject([{ changesPrograms: true, marks: { annotations: {} } }]);
  });

  it("are applied where nothing of them changes, or where the workload is new", () => {
    const wanted = [deployment({ own: { a: "b" } }), deployment({ name: "new" })];
    expect(keepTemplates([deployment({})], wanted)).toEqual({ objects: wanted, changes: [] });
  });
});
