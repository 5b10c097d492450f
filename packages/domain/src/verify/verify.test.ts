import { describe, expect, it } from "vitest";
import { notCompared } from "./expect-back.ts";
import type { StoredObject } from "./expect-back.ts";
import { informedState } from "./informed-state.ts";
import { compareObjects, compareVolumes, shortened } from "./restore-report.ts";

const plain: StoredObject = {
  kind: "ConfigMap",
  name: "settings",
  labels: {},
  isControlled: false,
  hasEnded: false,
  isExcluded: false,
};

const object = (name: string, isPresent: boolean) => ({ kind: "Service", namespace: "shop", name, isPresent });

describe("an object of the backup", () => {
  it("has to be there after the restore", () => {
    expect(notCompared(plain)).toBeUndefined();
    expect(notCompared({ ...plain, kind: "Pod" })).toBeUndefined();
  });

  it.each([
    ["a pod of a ReplicaSet", { ...plain, kind: "Pod", isControlled: true }, "controlled"],
    ["a pod that had ended", { ...plain, kind: "Pod", hasEnded: true }, "ended"],
    ["an Event", { ...plain, kind: "Event" }, "passing"],
    ["a token", { ...plain, secretType: "kubernetes.io/service-account-token" }, "token"],
    ["a record of ours", { ...plain, labels: { "holdfast.dev/record": "config" } }, "record"],
    ["a kind that the vendor leaves out", { ...plain, isExcluded: true }, "excluded"],
  ])("is not looked for when it is %s", (_what, one, because) => {
    expect(notCompared(one)).toBe(because);
  });
});

describe("the report", () => {
  it("names what is missing, and counts its kind", () => {
    expect(compareObjects([object("a", true), object("b", false)], new Map([["controlled", 3]]))).toEqual({
      expected: 2,
      present: 1,
      missing: ["Service shop/b"],
      short: [{ kind: "Service", expected: 2, present: 1 }],
      notCompared: [{ because: "controlled", count: 3 }],
    });
  });

  const held = { namespace: "shop", pod: "web-1", volume: "data", claim: "files", bytes: 10 };
  const filled = { namespace: "shop", pod: "web-1", volume: "data", isCompleted: true, phase: "Completed", bytes: 10 };

  it("compares the bytes that Velero wrote with those of the backup", () => {
    expect(compareVolumes([held], [filled])).toEqual({ expected: 1, filled: 1, bytes: 10, problems: [] });
    expect(compareVolumes([held], [{ ...filled, bytes: 9 }]).problems).toEqual([
      "shop/files holds 9 bytes, 10 in the backup",
    ]);
  });

  it("sees a volume that nothing filled, though Velero says Completed", () => {
    expect(compareVolumes([held], []).problems).toEqual([expect.stringMatching(/shop\/files was not filled/u)]);
    expect(compareVolumes([held], [{ ...filled, isCompleted: false, phase: "Canceled" }]).filled).toBe(0);
  });

  it("is small whatever is missing, and its numbers are whole", () => {
    const objects = compareObjects(
      Array.from({ length: 900 }, (_, index) => object("x".repeat(200) + String(index), false)),
      new Map(),
    );
    const volumes = { expected: 0, filled: 0, bytes: 0, problems: [], unbound: [] };
    const report = shortened({ ready: 1, informers: [], objects, volumes });
    expect(JSON.stringify(report).length).toBeLessThan(2000);
    expect(report.objects).toMatchObject({ expected: 900, present: 0 });
  });
});

describe("a vendor's status informer", () => {
  const deployment = { kind: "Deployment", isReady: false, isUpdated: true, wanted: 3, readyPods: 1 };
  it.each([
    ["Ready", { ...deployment, isReady: true }],
    ["Updating", { ...deployment, isUpdated: false }],
    ["Degraded", deployment],
    ["Unavailable", { ...deployment, readyPods: 0 }],
    ["Unavailable", { ...deployment, kind: "PersistentVolumeClaim" }],
    ["Missing", undefined],
  ] as const)("says %s", (state, informed) => {
    expect(informedState(informed)).toBe(state);
  });
});
