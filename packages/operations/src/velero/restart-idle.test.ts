import { deployments, type KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType, restoreType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { findVelero } from "./find-velero.ts";
import { restartIdle } from "./restart-idle.ts";

const namespace = "velero";

function deployment(labels: Readonly<Record<string, string>>, replicas = 1) {
  const containers = [{ name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "velero", namespace, labels },
    spec: { replicas, template: { metadata: {}, spec: { containers } } },
  };
}

function work(kind: "Backup" | "Restore", phase: string) {
  return { apiVersion: "velero.io/v1", kind, metadata: { name: "work", namespace }, spec: {}, status: { phase } };
}

async function restart(...objects: readonly KubernetesObject[]): Promise<{ done: boolean; annotations: unknown }> {
  const context = testContext(createFakeClient({ objects, types: [backupType, restoreType] }));
  const done = await restartIdle(context, await findVelero(context), "a-kind");
  const name = { namespace, name: "velero" };
  const seen = await context.kubernetes.get<ReturnType<typeof deployment>>(deployments, name);
  return { done, annotations: seen?.spec.template.metadata };
}

const ours = { "holdfast.dev/part-of": "velero" };

describe("Velero is started again", () => {
  it("when it is ours and all its work has ended", async () => {
    const ended = [work("Backup", "PartiallyFailed"), work("Restore", "Completed")];
    expect(await restart(deployment(ours), ...ended)).toEqual({
      done: true,
      annotations: { annotations: { "holdfast.dev/restarted-for": "a-kind" } },
    });
  });
});

describe("Velero is left alone", () => {
  it.each([
    ["it is theirs", [deployment({})]],
    ["it is scaled to 0", [deployment(ours, 0)]],
    ["a backup runs", [deployment(ours), work("Backup", "InProgress")]],
    ["a backup is about to run", [deployment(ours), work("Backup", "")]],
    ["a backup is being deleted", [deployment(ours), work("Backup", "Deleting")]],
    ["a restore runs", [deployment(ours), work("Restore", "InProgress")]],
  ])("when %s", async (_, objects) => {
    expect(await restart(...objects)).toEqual({ done: false, annotations: {} });
  });
});
