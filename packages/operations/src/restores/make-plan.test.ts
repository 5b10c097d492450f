import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { makePlan } from "./make-plan.ts";

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
});
