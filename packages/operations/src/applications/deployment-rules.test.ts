import { describe, expect, it } from "vitest";
import { signedContent } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { deletionRank, inApplyOrder } from "./apply-order.ts";
import type { PlacedObject } from "./apply-order.ts";
import { contestedOnlyByRestores } from "./field-conflicts.ts";
import { readinessOf } from "./readiness.ts";
import type { ReleaseIndex } from "./release-index.ts";
import { expendableReleases } from "./release-retention.ts";
import { generateVendorKeys, signLicense, signatures } from "./signatures.ts";

const type = (kind: string, group = ""): ResourceType => ({ group, version: "v1", kind, plural: "", namespaced: true });
const placed = (kind: string, group = ""): PlacedObject => {
  const object = { apiVersion: "v1", kind, metadata: { name: kind } };
  return { type: type(kind, group), object, rendered: { file: "a.yaml", line: 1, object } };
};

const rank = (kind: string, group = ""): number => deletionRank({ kind, group });

describe("the order of a deployment", () => {
  it("is what needs nothing first, workloads late, custom resources and webhooks last", () => {
    const order = inApplyOrder([
      placed("ValidatingWebhookConfiguration", "admissionregistration.k8s.io"),
      placed("Widget", "example.com"),
      placed("Deployment", "apps"),
      placed("ConfigMap"),
      placed("RoleBinding", "rbac.authorization.k8s.io"),
      placed("Role", "rbac.authorization.k8s.io"),
      placed("CustomResourceDefinition", "apiextensions.k8s.io"),
      placed("Namespace"),
    ]).map((group) => group.map(({ object }) => object.kind).join());
    expect(order).toEqual([
      "Namespace",
      "CustomResourceDefinition",
      "Role",
      "RoleBinding",
      "ConfigMap",
      "Deployment",
      "Widget",
      "ValidatingWebhookConfiguration",
    ]);
  });

  it("is turned round for a deletion, but webhooks go first and custom resources before their operators", () => {
    expect(rank("ValidatingWebhookConfiguration")).toBeLessThan(rank("Widget", "example.com"));
    expect(rank("Widget", "example.com")).toBeLessThan(rank("Deployment", "apps"));
    expect(rank("Deployment", "apps")).toBeLessThan(rank("ServiceAccount"));
  });
});

const objectOf = (kind: string, spec: object, status: object): KubernetesObject =>
  ({ apiVersion: "v1", kind, metadata: { name: "x", generation: 2 }, spec, status }) as KubernetesObject;

describe("readiness", () => {
  const seen = { observedGeneration: 2 };

  it.each([
    ["Deployment", { replicas: 2 }, { ...seen, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, "ready"],
    ["Deployment", { replicas: 2 }, { ...seen, replicas: 3, updatedReplicas: 2, availableReplicas: 3 }, "waiting"],
    ["Deployment", { replicas: 2 }, { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2 }, "waiting"],
    ["Deployment", { replicas: 0 }, seen, "ready"],
    [
      "Deployment",
      {},
      { ...seen, conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
      "failed",
    ],
    ["StatefulSet", { replicas: 1 }, { ...seen, updatedReplicas: 1, readyReplicas: 1 }, "ready"],
    ["StatefulSet", { replicas: 1 }, { ...seen, updatedReplicas: 0, readyReplicas: 1 }, "waiting"],
    ["StatefulSet", { replicas: 1, updateStrategy: { type: "OnDelete" } }, { ...seen, readyReplicas: 1 }, "ready"],
    ["DaemonSet", {}, { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 1 }, "waiting"],
    ["Job", {}, { conditions: [{ type: "Complete", status: "True" }] }, "ready"],
    ["Job", {}, { conditions: [{ type: "Failed", status: "True", message: "BackoffLimitExceeded" }] }, "failed"],
    ["PersistentVolumeClaim", {}, { phase: "Pending" }, "waiting"],
    ["PersistentVolumeClaim", {}, { phase: "Bound" }, "ready"],
    ["Service", { type: "LoadBalancer" }, {}, "waiting"],
    ["ConfigMap", {}, {}, "ready"],
  ])("of %s %j with %j is %s", (kind, spec, status, expected) => {
    expect(readinessOf(objectOf(kind, spec, status)).kind).toBe(expected);
  });

  it("of an object that is not there is waiting", () => {
    expect(readinessOf(undefined)).toEqual({ kind: "waiting", reason: "is not there" });
  });
});

const release = (sequence: number): ReleaseIndex => ({
  schema: 1,
  slug: "s",
  sequence,
  versionLabel: "v",
  contentDigest: "",
  archive: { digest: "", bytes: 0 },
  chunks: [],
  storedAt: "",
  applied: [],
});

describe("stored releases", () => {
  it("may go when they are not deployed, not of the newest five and in no backup", () => {
    const releases = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(release);
    const gone = expendableReleases(releases, 2, new Set([3])).map(({ sequence }) => sequence);
    expect(gone).toEqual([1, 4]);
  });
});

const conflict = (...managers: readonly string[]): ApiError =>
  new ApiError({
    message: "Apply failed",
    status: 409,
    reason: "Conflict",
    request: "apply",
    causes: managers.map((manager) => ({ field: ".spec.x", message: `conflict with "${manager}" using apps/v1` })),
  });

describe("field conflicts", () => {
  it("with a restore are settled by the release; with anybody else they are a person's to settle", () => {
    expect(contestedOnlyByRestores(conflict("velero-server"))).toBe(true);
    expect(contestedOnlyByRestores(conflict("velero-server", "kubectl-edit"))).toBe(false);
    expect(contestedOnlyByRestores(conflict("velero-operator"))).toBe(false);
    expect(contestedOnlyByRestores(conflict())).toBe(false);
  });
});

describe("signatures", () => {
  it("verify with the right key only, and only the content that was signed", () => {
    const mine = generateVendorKeys();
    const other = generateVendorKeys();
    const license = { id: "1", issue: 1, application: "a", customer: "ü", isSnapshotSupported: true, fields: {} };
    const { signature } = signLicense(license, mine.privateKey);
    const content = signedContent(license);
    expect(signature.keyId).toBe(mine.keyId);
    expect(signatures.verify(content, signature.value, mine.publicKey)).toBe(true);
    expect(signatures.verify(content, signature.value, other.publicKey)).toBe(false);
    expect(signatures.verify(`${content} `, signature.value, mine.publicKey)).toBe(false);
    expect(() => signLicense(license, "not a key")).toThrow(/no private key/u);
  });
});
