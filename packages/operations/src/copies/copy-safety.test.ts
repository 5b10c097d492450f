import { Fault, labels, restoreName, viewFault } from "@holdfast/domain";
import { configMaps, namespaces, persistentVolumeClaims, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { podVolumeRestoreType, restoreType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { applicationObject, applicationType } from "../applications/application.ts";
import { checkNamespaces } from "../applications/claim-namespaces.ts";
import { takeLock } from "../locks/hold-lock.ts";
import { newRecord } from "../records/new-record.ts";
import { createRecord } from "../records/store-record.ts";
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

function jobOn(kubernetes: KubernetesClient): Job<CopyInput> {
  return {
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
}

function clear(kubernetes: KubernetesClient): Promise<unknown> {
  const step = copyOperation.steps.find(({ name }) => name === "clear");
  return step?.run(jobOn(kubernetes), new AbortController().signal) ?? Promise.resolve();
}

describe("cancelling a copy", () => {
  const prepared: KubernetesObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "prepared", namespace: "trial" },
  };
  const brought: KubernetesObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "brought", namespace: "trial" },
  };

  it("leaves what was in its namespace before, and removes what Velero brought", async () => {
    const objects = [namespace("trial"), installed("copy-id"), prepared, brought, restore("Failed")];
    const kubernetes = createFakeClient({ types, objects });
    const before = [await uidOf(kubernetes, prepared)];
    const results = { namespaces: { before }, "create-velero-restore": { name: "r" } };
    expect(await cancel(kubernetes, results)).toContain("the copy trial is removed");
    expect(await kubernetes.get(configMaps, prepared.metadata)).toBeDefined();
    expect(await kubernetes.get(configMaps, brought.metadata)).toBeUndefined();
  });

  it("deletes nothing but its records before anything was restored", async () => {
    const kubernetes = createFakeClient({ types, objects: [namespace("trial"), installed("copy-id"), prepared] });
    expect(await cancel(kubernetes, { namespaces: { before: [] } })).toContain("the copy trial is removed");
    expect(await kubernetes.get(configMaps, prepared.metadata)).toBeDefined();
    expect(await kubernetes.get(applicationType, { namespace: "trial", name: "trial" })).toBeUndefined();
  });

  it("removes records that were written before its Application was, and the mark", async () => {
    const marks = { [labels.application]: "trial", [labels.record]: "license" };
    const license = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "license-trial", namespace: "trial", labels: marks },
    };
    const kubernetes = createFakeClient({ types, objects: [namespace("trial"), license] });
    expect(await cancel(kubernetes, { namespaces: { before: [] } })).toContain("the copy trial is removed");
    expect(await kubernetes.get(secrets, license.metadata)).toBeUndefined();
    const left = await kubernetes.get(namespaces, { name: "trial" });
    expect(left?.metadata.labels?.[labels.application]).toBeUndefined();
  });

  it("does not wait for a Velero Restore that Velero has not taken up", async () => {
    const kubernetes = createFakeClient({ types, objects: [namespace("trial"), installed("copy-id"), restore()] });
    await cancel(kubernetes, { namespaces: { before: [] } });
    expect(await kubernetes.listAll(restoreType)).toEqual([]);
  });

  it("says which Velero Restore does not end", async () => {
    const objects = [namespace("trial"), installed("copy-id"), restore("InProgress")];
    const kubernetes = createFakeClient({ types: [...types, podVolumeRestoreType], objects });
    await expect(cancel(kubernetes, { namespaces: { before: [] } })).rejects.toMatchObject({
      code: "deadline-passed",
      details: { reason: expect.stringContaining("is InProgress") as unknown },
    });
  });

  it("ends one that never had the lock, whoever has it now", async () => {
    const kubernetes = createFakeClient({ types });
    const other = { stage: "failed", step: "s", at: "", fault: viewFault(new Fault("locked", "x")) } as const;
    const holds = [{ kind: "application", slug: "trial" }] as const;
    const made = newRecord(testContext(kubernetes), { id: "x-1", kind: "restore", subject: holds[0], input: {} });
    await createRecord(kubernetes, { ...made, state: { ...other, holds } });
    const holder = { root: "x-1", work: "restore", requestedBy: "tester", keptBy: "record", takenAt: "" } as const;
    await takeLock(testContext(kubernetes), holds[0], holder);
    expect(await cancel(kubernetes, {})).toBe("nothing had been made");
    await expect(cancel(kubernetes, { namespaces: { before: [] } })).rejects.toMatchObject({ code: "locked" });
  });
});

async function cancel(kubernetes: KubernetesClient, results: Readonly<Record<string, unknown>>): Promise<unknown> {
  const job: Job<CopyInput> = {
    ...jobOn(kubernetes),
    hasResult: ({ name }) => name in results,
    resultOf: ({ name }) => results[name] as never,
  };
  const ended = await copyOperation.cancellation?.takeBack(job, new AbortController().signal);
  return ended?.kind === "done" ? ended.result : undefined;
}

function restore(phase?: string): KubernetesObject {
  return {
    apiVersion: "velero.io/v1",
    kind: "Restore",
    metadata: { name: restoreName("copy-1", 1, "trial"), namespace: "velero", labels: { [operationLabel]: "copy-1" } },
    ...(phase === undefined ? {} : { status: { phase } }),
  };
}

async function uidOf(kubernetes: KubernetesClient, { metadata }: KubernetesObject): Promise<string> {
  return (await kubernetes.get(configMaps, metadata))?.metadata.uid ?? "";
}
