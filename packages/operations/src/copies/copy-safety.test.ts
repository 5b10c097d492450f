import { labels } from "@holdfast/domain";
import { configMaps, persistentVolumeClaims } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { restoreType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { applicationObject, applicationType } from "../applications/application.ts";
import { checkNamespaces } from "../applications/claim-namespaces.ts";
import { operationLabel } from "../restores/velero-restore.ts";
import type { Job } from "../steps/step.ts";
import type { CopyInput } from "./copy-input.ts";
import { copyOperation } from "./copy-operation.ts";

const input: CopyInput = {
  set: "m-1",
  source: "shop",
  slug: "trial",
  backup: "m-1-shop",
  backupUid: "uid",
  veleroNamespace: "velero",
  copyOf: { set: "m-1", slug: "shop", namespaces: { shop: "trial" } },
  applicationId: "copy-id",
  planHash: "hash",
};
const types = [applicationType, restoreType];

function namespace(owner?: string): KubernetesObject {
  const marks = owner === undefined ? {} : { labels: { [labels.application]: owner } };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: "trial", ...marks } };
}

const kept: KubernetesObject = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "trial", labels: { [labels.application]: "trial" } },
};

function installed(id: string): KubernetesObject {
  const facts = {
    slug: "trial",
    title: "Trial",
    namespaces: ["trial"],
    sequence: 1,
    versionLabel: "1",
    publicKey: "k",
  };
  return applicationObject({ id, ...facts }, "trial");
}

describe("the namespaces of a copy", () => {
  const claim = { slug: "trial", namespaces: ["trial"], newFor: "copy-id" };
  const check = (...objects: KubernetesObject[]) =>
    checkNamespaces(testContext(createFakeClient({ types, objects })), claim);

  it("are refused when they hold data that were kept of a removed application of the same slug", async () => {
    await expect(check(namespace("trial"), kept)).rejects.toMatchObject({
      code: "namespace-taken",
      details: {
        reason: "trial is not empty: PersistentVolumeClaim data",
        remedy: expect.stringContaining("--map") as unknown,
      },
    });
  });

  it("are taken when they are empty, and when they are this copy's already", async () => {
    await expect(check(namespace("trial"))).resolves.toBeUndefined();
    await expect(check(namespace("trial"), kept, installed("copy-id"))).resolves.toBeUndefined();
  });

  it("are refused when they are of another application of this slug", async () => {
    await expect(check(namespace("trial"), kept, installed("other"))).rejects.toMatchObject({
      code: "namespace-taken",
    });
  });
});

describe("clearing what an earlier try of a copy brought", () => {
  const earlier: KubernetesObject = {
    apiVersion: "velero.io/v1",
    kind: "Restore",
    metadata: { name: "copy-1-1-trial", namespace: "velero", labels: { [operationLabel]: "copy-1" } },
  };
  const settings: KubernetesObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "trial" },
  };

  it.each([
    ["the copy was removed", [namespace("trial")], "already-exists"],
    ["another application has the slug", [namespace("trial"), installed("other")], "already-exists"],
    ["a namespace is somebody else's", [namespace("notes"), installed("copy-id")], "namespace-taken"],
    ["a namespace was made anew", [namespace(), installed("copy-id")], "namespace-taken"],
    ["the backup cannot be proven any more", [namespace("trial"), installed("copy-id")], "velero-not-found"],
  ])("deletes nothing when %s", async (_, objects, code) => {
    const kubernetes = createFakeClient({ types, objects: [...objects, earlier, settings, kept] });
    await expect(clear(kubernetes)).rejects.toMatchObject({ code });
    expect(await kubernetes.get(configMaps, settings.metadata)).toBeDefined();
    expect(await kubernetes.get(persistentVolumeClaims, kept.metadata)).toBeDefined();
  });
});

function clear(kubernetes: KubernetesClient): Promise<unknown> {
  const job: Job<CopyInput> = {
    context: testContext(kubernetes),
    id: "copy-1",
    root: "copy-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    requestedBy: "tester",
    driver: { id: "driver-1", role: "cli", host: "here" },
    input,
    epoch: 2,
    cancel: undefined,
    hasResult: () => true,
    soFar: () => undefined,
    saveSoFar: () => Promise.resolve(),
    resultOf: () => ({}) as never,
    report: () => undefined,
  };
  const step = copyOperation.steps.find(({ name }) => name === "clear");
  return step?.run(job, new AbortController().signal) ?? Promise.resolve();
}
