import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../../test-support/test-context.ts";
import { awaitWorking } from "./await-working.ts";

const namespace = "velero";
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace, generation: 1 },
};

function podWaiting(reason: string) {
  const initContainerStatuses = [{ name: "plugin", state: { waiting: { reason, message: "no such image" } } }];
  const containerStatuses = [{ name: "velero", state: { waiting: { reason: "PodInitializing" } } }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "velero-abc", namespace },
    status: { phase: "Pending", initContainerStatuses, containerStatuses },
  };
}

async function waited(reason: string) {
  const context = testContext(createFakeClient({ objects: [deployment, podWaiting(reason)] }));
  const start = context.clock.now();
  const error: unknown = await awaitWorking(context, { namespace }).catch((thrown: unknown) => thrown);
  return { error, minutes: (context.clock.now() - start) / 60_000 };
}

describe("waiting for Velero's server", () => {
  it("ends early when a plugin's image does not come, and says so", async () => {
    const { error, minutes } = await waited("ImagePullBackOff");
    expect(error).toMatchObject({
      code: "velero-not-ready",
      message: expect.stringContaining("cannot be pulled"),
      details: { reason: expect.stringContaining("container plugin: ImagePullBackOff: no such image") },
    });
    expect(minutes).toBeLessThanOrEqual(2);
  });

  it("goes on to the deadline for any other reason", async () => {
    const { error, minutes } = await waited("CrashLoopBackOff");
    expect(error).toMatchObject({ message: expect.stringContaining("did not become Ready in 5 minutes") });
    expect(minutes).toBeGreaterThanOrEqual(4.9);
  });
});
