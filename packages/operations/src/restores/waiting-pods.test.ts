import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { findWaitingPods } from "./waiting-pods.ts";

const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", uid: "1", controller: true };

function pod(name: string, runAsUser: number | undefined, container = "restore-wait") {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: "shop", name, labels: { "velero.io/restore-name": "r-1" }, ownerReferences: [owner] },
    spec: {
      initContainers: [{ name: container, securityContext: runAsUser === undefined ? {} : { runAsUser } }],
      containers: [],
    },
  };
}

it("names pods that a restart of their node would hold up, because their mark is gone", async () => {
  const objects = [pod("root", 0), pod("user", 1000), pod("unknown", undefined), pod("other", 0, "migrate")];
  const context = testContext(createFakeClient({ objects }));
  const found = await findWaitingPods(context, ["r-1"]);
  expect(found).toEqual({
    kind: "known",
    value: [
      { namespace: "shop", name: "root", wouldWait: true, isReplaceable: true },
      { namespace: "shop", name: "unknown", wouldWait: true, isReplaceable: true },
      { namespace: "shop", name: "user", wouldWait: false, isReplaceable: true },
    ],
  });
  expect(await findWaitingPods(context, ["r-2"])).toEqual({ kind: "known", value: [] });
});
