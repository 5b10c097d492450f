import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { labels, memberAnnotations, memberLabels, memberName } from "@holdfast/domain";
import type { ClaimName, SetFacts } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { requireInSnapshot } from "./in-snapshot.ts";
import { keepArtefacts } from "./kept-artefacts.ts";
import type { KeptArtefacts } from "./kept-artefacts.ts";

const set = "x-abcde-restore-1";
const facts: SetFacts = {
  name: set,
  scope: "safety",
  instance: "abcde",
  applications: [{ slug: "guestbook", sequence: 1, versionLabel: "1.0.0" }],
  console: false,
  consoleVersion: "0.1.0",
  kubernetesVersion: "v1.34.1",
  os: "linux",
  architecture: "amd64",
  installMethod: "existing-cluster",
  trigger: "safety",
  requestedBy: "tester",
  notIncluded: [],
};
const backup = {
  apiVersion: "velero.io/v1",
  kind: "Backup",
  metadata: {
    name: memberName(set, "guestbook"),
    namespace: "velero",
    labels: memberLabels(facts, "guestbook"),
    annotations: memberAnnotations(facts),
  },
  spec: {},
  status: { phase: "Completed", completionTimestamp: "2026-01-01T00:00:00Z" },
};
const velero = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero", labels: { [labels.partOf]: "velero" } },
  spec: { template: { spec: { containers: [{ name: "velero", image: "velero:v1.18.3", args: ["server"] }] } } },
};
const volumes = [
  { pvcName: "data", pvcNamespace: "guestbook", backupMethod: "PodVolumeBackup", result: "succeeded" },
  { pvcName: "uploads", pvcNamespace: "guestbook", skipped: true, skippedReason: "the pod is not running" },
];

function requireHeld(names: readonly string[]): Promise<void> {
  const kubernetes = createFakeClient({ types: [backupType], objects: [backup, velero] });
  const kept: KeptArtefacts = {
    ...keepArtefacts(testContext(kubernetes).clock),
    read: () => Promise.resolve(Readable.from([gzipSync(JSON.stringify(volumes))])),
  };
  const claims = names.map((name): ClaimName => ({ namespace: "guestbook", name }));
  const wanted = { operation: "restore-1", set, slug: "guestbook", claims, veleroNamespace: "velero" };
  return requireInSnapshot({ ...testContext(kubernetes), artefacts: kept }, wanted);
}

describe("the snapshot before a restore", () => {
  it("is enough when it holds every claim that is wiped", async () => {
    await expect(requireHeld(["data"])).resolves.toBeUndefined();
    await expect(requireHeld([])).resolves.toBeUndefined();
  });

  it("stops the restore before it deletes anything when Velero left out a claim that is wiped", async () => {
    await expect(requireHeld(["data", "uploads"])).rejects.toMatchObject({
      code: "volumes-not-covered",
      message: expect.stringContaining("does not hold guestbook/uploads") as unknown,
    });
  });
});
