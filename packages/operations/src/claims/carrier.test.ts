import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { podVolumeRestoreType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { buildCarrier, buildTransfer, patternOf } from "./carrier.ts";
import { lastTransfer } from "./transfer.ts";
import { isMadeBy, markMade, restoredClaim } from "./restored-claim.ts";

const claim = { namespace: "shop", name: "files" };
const data = { snapshotId: "k123", uploader: "kopia", location: "internal", bytes: 10 };

const backedUpPod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web-1", namespace: "shop" },
  spec: {
    nodeName: "a",
    securityContext: { runAsUser: 1000, fsGroup: 1000 },
    tolerations: [{ key: "gpu" }],
    containers: [{ name: "web", securityContext: { allowPrivilegeEscalation: false } }],
  },
};

describe("the carrier pod", () => {
  const carrier = buildCarrier({
    name: "c-1",
    operation: "c",
    claim,
    image: "velero:1",
    pattern: patternOf(backedUpPod),
  });

  it("has the init container that the node agent looks for, and is in no backup", () => {
    expect(carrier).toMatchObject({
      metadata: { namespace: "shop", labels: { "velero.io/exclude-from-backup": "true" } },
      spec: { initContainers: [{ name: "restore-wait", volumeMounts: [{ mountPath: "/restores/data" }] }] },
    });
  });

  it("may run where the backed-up pod could and as whom it did, on any node", () => {
    expect(carrier).toMatchObject({
      spec: {
        securityContext: { runAsUser: 1000, fsGroup: 1000 },
        tolerations: [{ key: "gpu" }],
        initContainers: [{ securityContext: { allowPrivilegeEscalation: false } }],
      },
    });
    expect(JSON.stringify(carrier)).not.toContain("nodeName");
  });

  it("is restricted when nothing is known of a backed-up pod", () => {
    const alone = buildCarrier({
      name: "c-1",
      operation: "c",
      claim,
      image: "velero:1",
      pattern: patternOf(undefined),
    });
    expect(alone).toMatchObject({ spec: { containers: [{ securityContext: { runAsNonRoot: true } }] } });
  });

  it("is named by its uid in a transfer without an owner, so that nothing is written beside the data", () => {
    const made = { ...carrier, metadata: { ...carrier.metadata, uid: "u" } };
    const transfer = buildTransfer({
      name: "c-1",
      operation: "c",
      veleroNamespace: "velero",
      carrier: made,
      claim,
      data,
    });
    expect(transfer.metadata.labels).toMatchObject({ "velero.io/pod-uid": "u" });
    expect(transfer.metadata.ownerReferences).toBeUndefined();
    expect(transfer.spec).toMatchObject({
      volume: "data",
      snapshotID: "k123",
      sourceNamespace: "shop",
      uploaderType: "kopia",
    });
  });
});

describe("a claim that is made again", () => {
  const backedUp = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      ...claim,
      uid: "old",
      labels: { app: "shop" },
      annotations: { "pv.kubernetes.io/bind-completed": "yes", "volume.kubernetes.io/selected-node": "a", team: "x" },
    },
    spec: { storageClassName: "fast", volumeName: "pvc-1", accessModes: ["ReadWriteOnce"] },
  };
  const made = restoredClaim(backedUp);

  it("keeps class, labels and the vendor's annotations, and is bound to nothing", () => {
    expect(made).toMatchObject({
      metadata: { ...claim, labels: { app: "shop" }, annotations: { team: "x" } },
      spec: { storageClassName: "fast", accessModes: ["ReadWriteOnce"] },
    });
    expect(JSON.stringify(made)).not.toMatch(/volumeName|selected-node|bind-completed|"uid"/u);
  });

  it("is known by the operation that made it, and by no other", () => {
    const marked = markMade(made, "claim-1");
    expect([isMadeBy(marked, "claim-1"), isMadeBy(marked, "claim-2"), isMadeBy(made, "claim-1")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

function transferNamed(name: string) {
  return {
    apiVersion: "velero.io/v1",
    kind: "PodVolumeRestore",
    metadata: { name, namespace: "velero", labels: { "holdfast.dev/operation": "claim-1" } },
  };
}

it("a new try is numbered above all earlier ones, also when some of them were deleted", async () => {
  const objects = ["claim-1-2", "claim-1-10", "another-name"].map(transferNamed);
  const context = testContext(createFakeClient({ types: [podVolumeRestoreType], objects }));
  expect(await lastTransfer(context, "velero", "claim-1")).toBe(10);
  expect(await lastTransfer(context, "velero", "claim-2")).toBe(0);
});
