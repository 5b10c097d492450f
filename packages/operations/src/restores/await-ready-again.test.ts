import { deployments } from "@holdfast/kubernetes";
import type { UnstructuredObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { awaitReadyAgain } from "./await-ready-again.ts";

const shop = (availableReplicas: number): UnstructuredObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { namespace: "shop", name: "shop" },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
});

const target = { type: deployments, name: { namespace: "shop", name: "shop" } };
const options = { deadlineSeconds: 60, operation: "restore-1", signal: new AbortController().signal };

it("weak point 8: a restore that Velero calls Completed has not succeeded until what came back is Ready", async () => {
  const broken = testContext(createFakeClient({ objects: [shop(0)] }));
  await expect(awaitReadyAgain(broken, [target], options)).rejects.toMatchObject({
    code: "restored-not-ready",
    details: {
      reason: expect.stringContaining("0 of 1 replicas are available") as unknown,
      remedy: expect.stringContaining("holdfast operation resume restore-1") as unknown,
    },
  });
  const whole = testContext(createFakeClient({ objects: [shop(1)] }));
  await expect(awaitReadyAgain(whole, [target], options)).resolves.toBeUndefined();
});
