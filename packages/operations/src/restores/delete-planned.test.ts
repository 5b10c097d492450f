import type { PlannedDeletion } from "@holdfast/domain";
import { configMaps } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { deletePlanned, findLeft } from "./delete-planned.ts";

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

describe("what is left of planned objects", () => {
  it("is told by their uids: one that was made anew under its name is not the planned one", async () => {
    const objects = names.map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "guestbook" },
    }));
    const kubernetes = createFakeClient({ objects });
    const [first, second, ...rest] = (await findAll(kubernetes)).map(({ metadata }) =>
      planned(metadata.name, metadata.uid ?? ""),
    );
    if (first === undefined || second === undefined) throw new Error("there are no objects");
    const anew = { ...second, uid: "another" };
    for (const wanted of [[first], [first, anew], [first, anew, ...rest]]) {
      const left = await findLeft(testContext(kubernetes), wanted);
      const uids = left.map(({ deletion }) => deletion.uid).toSorted();
      expect(uids).toEqual(
        wanted
          .filter((one) => one !== anew)
          .map(({ uid }) => uid)
          .toSorted(),
      );
    }
  });
});
