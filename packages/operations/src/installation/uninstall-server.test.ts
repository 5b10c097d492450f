import { configMaps, deployments, namespaces, secrets, type KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { recordSchema } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import type { Context } from "../context.ts";
import { instanceId } from "./instance.ts";
import { makeNamespace } from "./own-namespace.ts";
import { serverLosses, uninstallServer } from "./uninstall-server.ts";

const ours = { "holdfast.dev/part-of": "console" };

function object(apiVersion: string, kind: string, metadata: KubernetesObject["metadata"]): KubernetesObject {
  return { apiVersion, kind, metadata };
}

const server = object("apps/v1", "Deployment", { name: "holdfast", namespace: "holdfast", labels: ours });
const password = object("v1", "Secret", { name: "holdfast-console-password", namespace: "holdfast", labels: ours });
const theirs = object("v1", "Secret", { name: "theirs", namespace: "holdfast" });

function contextWith(...objects: readonly KubernetesObject[]): Context {
  return testContext(createFakeClient({ objects, types: [backupType] }));
}

async function record(context: Context, stage: "pending" | "done"): Promise<void> {
  const state = stage === "done" ? ({ stage, at: "2026-01-01T00:00:00Z", summary: "" } as const) : ({ stage } as const);
  const asked = { requestedBy: "tester", createdAt: "2026-01-01T00:00:00Z", input: {}, epoch: 0, journal: [] };
  const subject = { kind: "instance" } as const;
  await createRecord(context.kubernetes, {
    schema: recordSchema,
    id: stage,
    kind: "backup",
    subject,
    root: stage,
    ...asked,
    state,
  });
}

describe("uninstalling the console", () => {
  it("deletes with a purge the namespaces that Holdfast made", async () => {
    const context = contextWith(server, password);
    await makeNamespace(context.kubernetes, "holdfast", ours);
    await instanceId(context);
    expect(await serverLosses(context)).toMatchObject({
      ownNamespaces: ["holdfast-operations", "holdfast"],
      adoptedNamespaces: [],
    });
    await uninstallServer(context, { purge: true });
    expect(await context.kubernetes.listAll(namespaces)).toEqual([]);
    await uninstallServer(context, { purge: true });
    expect(await context.kubernetes.listAll(namespaces)).toEqual([]);
  });

  it("keeps with a purge a namespace that was there before, and takes only its own objects out", async () => {
    const before = ["holdfast", "holdfast-operations"].map((name) => object("v1", "Namespace", { name, labels: ours }));
    const context = contextWith(...before, server, password, theirs);
    expect(await makeNamespace(context.kubernetes, "holdfast", ours)).toBe("present");
    await instanceId(context);
    await record(context, "done");
    expect(await serverLosses(context)).toMatchObject({
      ownNamespaces: [],
      adoptedNamespaces: ["holdfast-operations", "holdfast"],
    });
    await uninstallServer(context, { purge: true });
    const kept = await context.kubernetes.listAll(namespaces);
    expect(kept.map(({ metadata }) => metadata.name).sort()).toEqual(["holdfast", "holdfast-operations"]);
    expect(kept.every(({ metadata }) => metadata.labels?.["holdfast.dev/part-of"] === undefined)).toBe(true);
    expect((await context.kubernetes.listAll(secrets)).map(({ metadata }) => metadata.name)).toEqual(["theirs"]);
    expect(await context.kubernetes.listAll(configMaps)).toEqual([]);
    await expect(serverLosses(context)).rejects.toMatchObject({ code: "holdfast-not-installed" });
  });

  it("is refused in a namespace without a server of ours, though Holdfast is elsewhere", async () => {
    const foreign = object("apps/v1", "Deployment", { name: "holdfast", namespace: "default" });
    const context = contextWith(server, foreign, object("v1", "Namespace", { name: "default" }));
    await instanceId(context);
    await expect(serverLosses({ ...context, consoleNamespace: "default" })).rejects.toMatchObject({
      code: "holdfast-not-installed",
      details: { reason: expect.stringContaining("lacks the label") },
    });
  });

  it("counts the records of operations, and no other object beside them", async () => {
    const context = contextWith(server, object("v1", "Secret", { name: "x", namespace: "holdfast-operations" }));
    await instanceId(context);
    await record(context, "done");
    expect((await serverLosses(context)).operationRecords).toBe(1);
  });

  it("is refused while an operation is not over, and removes nothing", async () => {
    const context = contextWith(server);
    await instanceId(context);
    await record(context, "pending");
    const refused = { code: "locked", message: expect.stringContaining("backup pending is not over") };
    await expect(serverLosses(context)).rejects.toMatchObject(refused);
    await expect(uninstallServer(context, { purge: true })).rejects.toMatchObject(refused);
    expect(await context.kubernetes.listAll(deployments)).toHaveLength(1);
  });
});
