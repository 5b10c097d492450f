import { deployments, pods } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { stopServer } from "./clear-console.ts";

const server = { namespace: "holdfast", name: "holdfast" };
const labels = { "app.kubernetes.io/name": "holdfast" };
const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: server, spec: { replicas: 2 } };

function pod(name: string, own: Readonly<Record<string, string>>) {
  return { apiVersion: "v1", kind: "Pod", metadata: { namespace: "holdfast", name, labels: own } };
}

describe("stopping the console's server", () => {
  it("removes pods that do not end, such as those of a node that is gone, and no other pods", async () => {
    const objects = [deployment, pod("hangs", labels), pod("of-an-administrator", {})];
    const kubernetes = createFakeClient({ objects });
    await stopServer(testContext(kubernetes), "holdfast", new AbortController().signal);
    expect(await kubernetes.get(deployments, server)).toMatchObject({ spec: { replicas: 0 } });
    const left = await kubernetes.listAll(pods, { namespace: "holdfast" });
    expect(left.map(({ metadata }) => metadata.name)).toEqual(["of-an-administrator"]);
  });

  it("is nothing where no server is", async () => {
    const kubernetes = createFakeClient();
    await stopServer(testContext(kubernetes), "holdfast", new AbortController().signal);
    expect(await kubernetes.listAll(deployments, { namespace: "holdfast" })).toEqual([]);
  });
});
