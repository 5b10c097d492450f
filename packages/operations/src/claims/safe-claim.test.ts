import { ApiError, deployments } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import type { VolumeInfo } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import type { Job, OperationDefinition } from "../steps/step.ts";
import { checkCarrier, checkClass, judgeVelero } from "./check-fillable.ts";
import { holdsClaim } from "../restores/in-snapshot.ts";
import { judgeSafety } from "./check-safety.ts";
import type { ClaimRestoreInput, MadeClaimPlan } from "./claim-input.ts";
import { claimRestoreOperation } from "./claim-operation.ts";
import { createClaimRestore } from "./create-claim-restore.ts";
import type { ClaimPreview } from "./create-claim-restore.ts";
import { startAgain } from "./scale-workloads.ts";

const claim = { namespace: "shop", name: "files" };

const input: ClaimRestoreInput = {
  set: "b",
  slug: "shop",
  backup: "b-shop",
  backupUid: "u",
  veleroNamespace: "velero",
  claim,
  safety: true,
  accepted: [],
  planHash: "h",
};

function madePlan(storageClassName: string): MadeClaimPlan {
  return {
    plan: { backup: { set: "b", name: "b-shop", uid: "u" }, slug: "shop", claim, present: { uid: "c" }, stops: [] },
    hash: "h",
    data: { snapshotId: "k1", uploader: "kopia", location: "internal" },
    manifest: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: claim,
      spec: { storageClassName },
    } as KubernetesObject,
    pattern: {},
    image: "velero:1",
  };
}

function volume(outcome: VolumeInfo["outcome"]): VolumeInfo {
  return { pvcNamespace: "shop", pvcName: "files", snapshotDataMoved: false, outcome };
}

function web(replicas: number): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "shop", name: "web", uid: "w" },
    spec: { replicas },
  } as KubernetesObject;
}

async function replicasOf(kubernetes: ReturnType<typeof createFakeClient>): Promise<unknown> {
  const found = await kubernetes.get(deployments, { namespace: "shop", name: "web" });
  return (found as { readonly spec?: { readonly replicas?: number } } | undefined)?.spec?.replicas;
}

describe("the safety snapshot of a claim", () => {
  it("has to be accepted when it cannot hold the claim, with the reason", () => {
    const volumes = [{ ...claim, held: false }];
    const findings = [{ subject: "shop/files", message: "No pod that mounts it runs" }];
    expect(judgeSafety(claim, { volumes, findings })).toMatchObject({
      code: "safety-incomplete",
      result: "needs-acceptance",
      message: expect.stringContaining("No pod that mounts it runs") as string,
    });
    expect(judgeSafety(claim, { volumes: [{ ...claim, held: true }], findings: [] }).result).toBe("passed");
  });

  it("does not hold a claim that Velero skipped or does not name", () => {
    expect(holdsClaim([volume({ kind: "succeeded" })], claim)).toBe(true);
    expect(holdsClaim([volume({ kind: "skipped", reason: "pod not running" })], claim)).toBe(false);
    expect(holdsClaim([], claim)).toBe(false);
  });
});

describe("what is asked before a claim is deleted", () => {
  it("is a Velero that was seen to fill a single claim", () => {
    expect(["v1.17.2", "v1.18.3"].map((version) => judgeVelero(version).result)).toEqual(["passed", "passed"]);
    expect(["v1.16.0", "v1.19.0", undefined].map((version) => judgeVelero(version).result)).toEqual(
      Array.from({ length: 3 }, () => "refused"),
    );
  });

  it("is that its StorageClass is there", async () => {
    const fast = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "fast" } };
    const context = testContext(createFakeClient({ objects: [fast] }));
    expect((await checkClass(context, madePlan("fast"))).result).toBe("passed");
    expect((await checkClass(context, madePlan("gone"))).result).toBe("refused");
  });

  it("is that the cluster would admit the pod, without making it", async () => {
    const fake = createFakeClient();
    expect((await checkCarrier(testContext(fake), madePlan("fast"))).result).toBe("passed");
    const refusing = {
      ...fake,
      create: () =>
        Promise.reject(
          new ApiError({ status: 403, reason: "Forbidden", request: "POST pods", message: "violates PodSecurity" }),
        ),
    };
    expect(await checkCarrier(testContext(refusing), madePlan("fast"))).toMatchObject({
      result: "refused",
      message: expect.stringContaining("violates PodSecurity") as string,
    });
  });

  it("is that whoever orders it may delete claims", async () => {
    const kubernetes = createFakeClient({ allows: ({ verb }) => verb !== "delete" });
    const preview: ClaimPreview = { ...madePlan("fast"), backedUpAt: "", checks: [], input };
    const request = { set: "b", application: "shop", claim, safety: true, accepted: [] };
    await expect(createClaimRestore(testContext(kubernetes), request, preview)).rejects.toMatchObject({
      code: "missing-rights",
    });
  });

  it("is what has to be accepted", async () => {
    const checks = [judgeSafety(claim, { volumes: [], findings: [] })];
    const preview: ClaimPreview = { ...madePlan("fast"), backedUpAt: "", checks, input };
    const request = { set: "b", application: "shop", claim, safety: true, accepted: [] };
    const context = testContext(createFakeClient());
    await expect(createClaimRestore(context, request, preview)).rejects.toMatchObject({ code: "checks-refused" });
    const accepted = { ...preview, input: { ...input, accepted: ["safety-incomplete"] } };
    expect((await createClaimRestore(context, request, accepted)).kind).toBe("restore-claim");
  });
});

const worker = { kind: "StatefulSet", name: "worker", uid: "x", replicas: 1 } as const;
const stops = [{ kind: "Deployment", name: "web", uid: "w", replicas: 3 }] as const;

describe("workloads that are stopped for a claim", () => {
  it("get their replicas back when they stand at zero, and keep what somebody else gave them", async () => {
    const stopped = createFakeClient({ objects: [web(0)] });
    await startAgain(testContext(stopped), "shop", stops);
    expect(await replicasOf(stopped)).toBe(3);
    const scaled = createFakeClient({ objects: [web(5)] });
    await startAgain(testContext(scaled), "shop", stops);
    expect(await replicasOf(scaled)).toBe(5);
  });

  it("run again when the stop itself fails, and nothing stays locked", async () => {
    const kubernetes = createFakeClient({ objects: [web(3)] });
    const failing = watchWrites(kubernetes, {
      before(text) {
        if (text === "patch StatefulSet")
          throw new ApiError({ status: 403, reason: "Forbidden", request: "PATCH", message: "no" });
      },
    });
    const job = stopJob(testContext(failing));
    await expect(step("stop").run(job, new AbortController().signal)).rejects.toMatchObject({ reason: "Forbidden" });
    expect(await replicasOf(kubernetes)).toBe(3);
    expect(claimRestoreOperation.locksAfterFailure?.(job)).toEqual([]);
  });

  it("keep the lock while it is not known that they run", () => {
    const job = stopJob(testContext(createFakeClient()));
    expect(claimRestoreOperation.locksAfterFailure?.(job)).toEqual([{ kind: "application", slug: "shop" }]);
  });
});

function step(name: string): OperationDefinition<ClaimRestoreInput>["steps"][number] {
  const found = claimRestoreOperation.steps.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no step ${name}`);
  return found;
}

/** Ready to stop: plan, safety and observe are recorded. */
function stopJob(context: Job<ClaimRestoreInput>["context"]): Job<ClaimRestoreInput> {
  const results = new Map<string, unknown>([
    ["plan", madePlan("fast")],
    ["safety", { set: null }],
    ["observe", { stops: [...stops, worker], epoch: 1 }],
  ]);
  const saved = new Map<string, unknown>();
  return {
    context,
    id: "claim-1",
    root: "claim-1",
    createdAt: "2026-01-01T00:00:00Z",
    requestedBy: "anna",
    driver: { id: "d", role: "cli", host: "here" },
    input,
    cancel: undefined,
    epoch: 1,
    resultOf: (({ name }) => results.get(name)) as Job<ClaimRestoreInput>["resultOf"],
    hasResult: ({ name }) => results.has(name),
    soFar: (({ name }) => saved.get(name)) as Job<ClaimRestoreInput>["soFar"],
    saveSoFar: ({ name }, result) => {
      saved.set(name, result);
      return Promise.resolve();
    },
    report: () => undefined,
  };
}
