import type { PlannedDeletion } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { deletePlanned } from "./delete-planned.ts";

const names = Array.from({ length: 20 }, (_, index) => `c-${index}`);

function planned(name: string, uid: string): PlannedDeletion {
  return { group: "", version: "v1", kind: "ConfigMap", namespace: "guestbook", name, uid, wave: "rest" };
}

async function findAll(kubernetes: ReturnType<typeof createFakeClient>) {
  return kubernetes.listAll(configMaps, { namespace: "guestbook" });
}

describe("deletePlanned", () => {
  it("deletes nothing more once its driver has lost the operation", async () => {
    const objects = names.map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "guestbook" },
    }));
    const fake = createFakeClient({ objects });
    const lost = new AbortController();
    const kubernetes = {
      ...fake,
      delete: async (...call: Parameters<typeof fake.delete>) => {
        const deleted = await fake.delete(...call);
        lost.abort(new Error("lost"));
        return deleted;
      },
    };
    const deletions = (await findAll(fake)).map(({ metadata }) => planned(metadata.name, metadata.uid ?? ""));
    await expect(deletePlanned(testContext(kubernetes), deletions, lost.signal)).rejects.toThrow("lost");
    expect((await findAll(fake)).length).toBeGreaterThan(names.length / 2);
  });
});
