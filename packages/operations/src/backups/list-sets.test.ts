import { labels, memberAnnotations, memberLabels, memberName } from "@holdfast/domain";
import type { SetFacts } from "@holdfast/domain";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { findBackupSet, findWholeSet } from "./list-sets.ts";

const facts: SetFacts = {
  name: "m-1",
  scope: "partial",
  instance: "abcde",
  applications: [{ slug: "shop", sequence: 1, versionLabel: "1.0.0" }],
  console: false,
  consoleVersion: "0.1.0",
  kubernetesVersion: "v1.34.1",
  os: "linux",
  architecture: "amd64",
  installMethod: "existing-cluster",
  trigger: "manual",
  requestedBy: "tester",
  notIncluded: [],
};

const backup = {
  apiVersion: "velero.io/v1",
  kind: "Backup",
  metadata: {
    name: memberName("m-1", "shop"),
    namespace: "velero",
    labels: memberLabels(facts, "shop"),
    annotations: memberAnnotations(facts),
  },
  spec: {},
};

const velero = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero", labels: { [labels.partOf]: "velero" } },
  spec: { template: { spec: { containers: [{ name: "velero", image: "velero:v1.18.3", args: ["server"] }] } } },
};

it("a part's name finds its set for reading, and is refused for what acts on the whole set", async () => {
  const context = testContext(createFakeClient({ types: [backupType], objects: [backup, velero] }));
  expect((await findBackupSet(context, "m-1-shop")).name).toBe("m-1");
  expect((await findWholeSet(context, "m-1")).name).toBe("m-1");
  await expect(findWholeSet(context, "m-1-shop")).rejects.toMatchObject({
    code: "invalid-argument",
    details: { remedy: expect.stringContaining("m-1.") },
  });
});
