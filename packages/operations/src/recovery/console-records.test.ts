import { describe, expect, it } from "vitest";
import { secrets } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { testContext } from "../../test-support/test-context.ts";
import type { RetentionPolicyObject } from "../retention/policy-object.ts";
import { policyObject, readPolicy, retentionPolicyType } from "../retention/policy-object.ts";
import { listConsoleRecords, missingRecords, recordsToCome, restoreConsoleRecords } from "./console-records.ts";

const name = { namespace: "holdfast", name: "holdfast-console-password" };

function record(hash: string, more: Readonly<Record<string, string>> = {}) {
  const labels = { "holdfast.dev/record": "console-password", ...more };
  return { apiVersion: "v1", kind: "Secret", metadata: { ...name, labels }, data: { hash } };
}

function schedule(id: string, cron: string) {
  return {
    apiVersion: "holdfast.dev/v1alpha1",
    kind: "BackupSchedule",
    metadata: { namespace: "holdfast", name: "nightly", labels: { "holdfast.dev/record": "backupschedule" } },
    spec: { id, cron },
  };
}

function keepLast(count: number): RetentionPolicyObject {
  const from = "1970-01-01T00:00:00.000Z";
  const revision = { from, rules: { keepLast: count }, timeZone: "UTC", setBy: "tester", setAt: from };
  return policyObject("holdfast", { scope: { kind: "instance" }, revisions: [revision] });
}

describe("rules of retention in a backup", () => {
  it("do not replace those that are set since, and the plan says so", async () => {
    const present = keepLast(30);
    const kubernetes = createFakeClient({ objects: [present], types: [retentionPolicyType] });
    const held = [{ ...keepLast(1) }, record("x")];
    await restoreConsoleRecords(testContext(kubernetes), held);
    const at = { namespace: "holdfast", name: "instance" };
    expect(await kubernetes.get(retentionPolicyType, at)).toMatchObject({ spec: present.spec });
    expect(recordsToCome(held, [readPolicy(present).policy])).toMatchObject({
      written: [{ kind: "Secret" }],
      checks: [{ code: "retention-stays", subject: "RetentionPolicy instance", result: "warning" }],
    });
  });

  it("come back where there are none", async () => {
    const kubernetes = createFakeClient({ types: [retentionPolicyType] });
    const held = [{ ...keepLast(1) }];
    await restoreConsoleRecords(testContext(kubernetes), held);
    const at = { namespace: "holdfast", name: "instance" };
    expect(await kubernetes.get(retentionPolicyType, at)).toMatchObject({ spec: keepLast(1).spec });
    expect(recordsToCome(held, [])).toEqual({ written: held, checks: [] });
  });
});

describe("the console's records", () => {
  it("are those that a backup takes", async () => {
    const session = { apiVersion: "v1", kind: "Secret", metadata: { namespace: "holdfast", name: "session" } };
    const kept = { ...record("x", { "velero.io/exclude-from-backup": "true" }) };
    const out = { ...kept, metadata: { ...kept.metadata, name: "kept-out" } };
    const context = testContext(createFakeClient({ objects: [record("x"), session, out] }));
    expect(await listConsoleRecords(context, "holdfast")).toEqual(["Secret holdfast-console-password"]);
  });

  it("that a backup says it has and does not hold are named; one that says nothing is not judged", () => {
    const said = JSON.stringify(["Secret a", "Secret b"]);
    expect(missingRecords(said, ["Secret b"])).toEqual(["Secret a"]);
    expect(missingRecords(said, ["Secret a", "Secret b", "Secret c"])).toEqual([]);
    for (const nothing of [undefined, "{", "{}", "[1]"]) expect(missingRecords(nothing, [])).toBeUndefined();
  });

  it("come back over what is there, which is in backups from then on, without the marks of another cluster", async () => {
    const present = record("present", { "velero.io/exclude-from-backup": "true" });
    const kubernetes = createFakeClient({ objects: [present] });
    const uid = (await kubernetes.get(secrets, name))?.metadata.uid;
    const held = record("backed-up");
    await restoreConsoleRecords(testContext(kubernetes), [
      { ...held, metadata: { ...held.metadata, uid: "old", resourceVersion: "7" }, status: {} },
    ]);
    const after = await kubernetes.get(secrets, name);
    expect(after).toMatchObject({ data: { hash: "backed-up" } });
    expect(after?.metadata.uid).toBe(uid);
    expect(after?.metadata.labels).toEqual({ "holdfast.dev/record": "console-password" });
  });

  it("keep the id that they have here, when they were made anew since", async () => {
    const type = {
      group: "holdfast.dev",
      version: "v1alpha1",
      kind: "BackupSchedule",
      plural: "backupschedules",
      namespaced: true,
    };
    const kubernetes = createFakeClient({ objects: [schedule("new", "0 1 * * *")], types: [type] });
    await restoreConsoleRecords(testContext(kubernetes), [schedule("old", "0 2 * * *")]);
    const after = await kubernetes.get(type, { namespace: "holdfast", name: "nightly" });
    expect(after).toMatchObject({ spec: { id: "new", cron: "0 2 * * *" } });
  });
});
