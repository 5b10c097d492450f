import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { makePlan } from "./make-plan.ts";

const basis = {
  backup: { set: "s", name: "s-guestbook", uid: "b1" },
  slug: "guestbook",
  namespaces: ["guestbook"],
  covered: [],
  filters: { backup: {}, restoreExcludes: [] },
  webhooks: [],
};

const metadata = (name: string) => ({ name, namespace: "guestbook" });

describe("makePlan", () => {
  it("keeps what the backup's filters leave out, and deletes the rest", async () => {
    const kubernetes = createFakeClient({
      objects: [
        { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("cache") },
        { apiVersion: "v1", kind: "Service", metadata: metadata("web") },
        { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata("web") },
      ],
    });
    const { plan } = await makePlan(testContext(kubernetes), {
      backup: { set: "s", name: "s-guestbook", uid: "b1" },
      slug: "guestbook",
      namespaces: ["guestbook"],
      covered: [],
      filters: { backup: { excludedResources: ["ConfigMap"] }, restoreExcludes: [] },
      webhooks: [],
    });
    expect(plan.deletions.map(({ kind }) => kind)).toEqual(["Deployment", "Service"]);
    expect(plan.keeps).toMatchObject([{ kind: "ConfigMap", reason: "the backup's filters leave out its kind" }]);
  });

  it("plans kinds that came since the process began, and those served only in a version that is not preferred", async () => {
    const type = { group: "shop.example", version: "v1alpha1", kind: "Widget", plural: "widgets", namespaced: true };
    const widget = { apiVersion: "shop.example/v1alpha1", kind: "Widget", metadata: metadata("one") };
    const kubernetes = createFakeClient({ types: [type], objects: [widget] });
    const discovered = { ...type, verbs: ["list", "delete"], preferred: false };
    const resourceTypes: KubernetesClient["resourceTypes"] = (options) =>
      Promise.resolve(options?.fresh === true ? [discovered] : []);
    const { plan } = await makePlan(testContext({ ...kubernetes, resourceTypes }), basis);
    expect(plan.deletions).toMatchObject([{ kind: "Widget", version: "v1alpha1", name: "one" }]);
  });

  it("refuses when scaling a StatefulSet to zero would delete a claim that the backup does not hold", async () => {
    await expect(planWith("Delete")).rejects.toMatchObject({ code: "volumes-not-covered" });
    expect((await planWith("Retain")).plan.keeps).toMatchObject([{ name: "data-db-0" }]);
  });
});

function planWith(whenScaled: string) {
  const policy = { whenDeleted: "Retain", whenScaled };
  const spec = { persistentVolumeClaimRetentionPolicy: policy, volumeClaimTemplates: [{ metadata: { name: "data" } }] };
  const objects = [
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: metadata("data-db-0") },
    { apiVersion: "apps/v1", kind: "StatefulSet", metadata: metadata("db"), spec },
  ];
  return makePlan(testContext(createFakeClient({ objects })), basis);
}
