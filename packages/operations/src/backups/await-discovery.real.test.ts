import { pods } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster, type RealCluster } from "../../test-support/real-cluster.ts";
import type { Context } from "../context.ts";
import { carryOut } from "../running/carry-out.ts";
import { veleroKnowsKinds } from "./await-discovery.ts";
import { createBackup } from "./create-backup.ts";

/** Installed after Velero's server has started: it does not know this kind. */
const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.dev }
spec:
  group: example.dev
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`;
const widget = `
apiVersion: example.dev/v1
kind: Widget
metadata: { name: first, namespace: guestbook }
size: 3
`;
let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.plane.kubectl(["apply", "-f", "-"], widgets);
  await cluster.plane.kubectl(["wait", "--for=condition=Established", "crd/widgets.example.dev"]);
  await cluster.plane.kubectl(["apply", "-f", "-"], widget);
});

afterAll(async () => cluster?.stop());

/** The clock of the other tests is ahead, so that nothing is young. */
function now(): Context {
  const context = cluster.context();
  return { ...context, clock: { ...context.clock, now: () => Date.now() } };
}

async function veleroPods(): Promise<readonly string[]> {
  const found = await cluster.kubernetes.listAll(pods, { namespace: "velero", labelSelector: "deploy=velero" });
  return found.map((pod) => pod.metadata.name);
}

describe("a kind that is younger than Velero's server", () => {
  it("is waited for, and Velero left alone, when it is theirs", async () => {
    const before = await veleroPods();
    expect(await veleroKnowsKinds(now(), ["guestbook"])).toMatchObject({ kind: "waiting" });
    expect(await veleroPods()).toEqual(before);
  });

  it("is nothing to wait for when no object of it is to be backed up", async () => {
    expect(await veleroKnowsKinds(now(), ["holdfast"])).toEqual({ kind: "known" });
  });

  it("makes Velero start again when it is ours and idle, once, and is in the backup then", async () => {
    await cluster.plane.kubectl(["-n", "velero", "label", "deployment", "velero", "holdfast.dev/part-of=velero"]);
    const before = await veleroPods();
    const { operation, set } = await createBackup(now(), { application: "guestbook" });
    const ended = await carryOut(now(), operation.id);
    expect(ended).toMatchObject({ kind: "ended", record: { state: { stage: "done" } } });
    const after = await veleroPods();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    const described = await cluster.velero.cli(["backup", "describe", `${set}-guestbook`, "--details"]);
    expect(described).toContain("example.dev/v1/Widget");
    expect(described).toContain("guestbook/first");
    expect(await veleroKnowsKinds(now(), ["guestbook"])).toEqual({ kind: "known" });
  });
});
