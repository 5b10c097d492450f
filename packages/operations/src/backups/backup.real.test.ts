import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { carryOut } from "../running/carry-out.ts";
import { createBackup } from "./create-backup.ts";
import { deleteBackupSet } from "./delete-set.ts";
import { findBackupSet, listBackupSets } from "./list-sets.ts";
import { readBackupLogs } from "./read-logs.ts";
import { showBackupSet } from "./show-set.ts";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.install({ slug: "notes" });
  await cluster.install({ slug: "silent", shipsBackup: false });
});

afterAll(async () => cluster?.stop());

describe("a full backup", () => {
  it("is one Velero Backup for each application and one for the console, and names what it leaves out", async () => {
    const context = cluster.context();
    const started = await createBackup(context);
    expect(started.notIncluded).toMatchObject([{ part: "silent" }]);
    const ended = await carryOut(context, started.operation.id);
    expect(ended).toMatchObject({ kind: "ended", record: { state: { stage: "done" } } });
    const set = await findBackupSet(context, started.set);
    expect(set).toMatchObject({ state: "complete", scope: "full", origin: "holdfast", problems: [] });
    expect(set.members.map(({ part }) => part)).toEqual([
      { kind: "application", slug: "guestbook", sequence: 1, versionLabel: "1.0.1" },
      { kind: "application", slug: "notes", sequence: 1, versionLabel: "1.0.1" },
      { kind: "console" },
    ]);
  });

  it("can be shown, its logs can be read, and the stock command describes its members", async () => {
    const context = cluster.context();
    const [set] = await listBackupSets(context);
    const detail = await showBackupSet(context, set?.name ?? "");
    for (const member of detail.members) {
      expect(member).toMatchObject({
        errors: { kind: "known", value: [] },
        volumes: { kind: "known" },
        hooks: { kind: "known" },
      });
    }
    const contents = await cluster.velero.cli(["backup", "describe", `${set?.name ?? ""}-notes`, "--details"]);
    expect(contents).toContain("holdfast.dev/v1alpha1/Application");
    const lines: string[] = [];
    for await (const { line } of readBackupLogs(context, set?.name ?? "", { part: "notes" })) lines.push(line);
    expect(lines.length).toBeGreaterThan(5);
    expect(await cluster.velero.cli(["backup", "describe", `${set?.name ?? ""}-notes`, "--details"])).toMatch(
      /Phase:.*Completed/u,
    );
  });
});

describe("a partial backup", () => {
  it("is a set of one member", async () => {
    const context = cluster.context();
    const started = await createBackup(context, { application: "notes" });
    await carryOut(context, started.operation.id);
    const set = await findBackupSet(context, started.set);
    expect(set).toMatchObject({ state: "complete", scope: "partial" });
    expect(set.members).toHaveLength(1);
  });

  it("weak point 6: is refused for an application that is not installed, or ships no kind: Backup", async () => {
    await expect(createBackup(cluster.context(), { application: "nobody" })).rejects.toMatchObject({
      code: "application-not-found",
    });
    await expect(createBackup(cluster.context(), { application: "silent" })).rejects.toMatchObject({
      code: "application-not-backupable",
    });
  });
});

describe("a backup made by the stock command", () => {
  it("is listed as made outside Holdfast, can be shown, and is not deleted by Holdfast", async () => {
    const context = cluster.context();
    await cluster.velero.cli(["backup", "create", "by-hand", "--include-namespaces", "notes", "--wait"]);
    const set = await findBackupSet(context, "by-hand");
    expect(set).toMatchObject({ origin: "outside", state: "complete", scope: "unknown" });
    expect(set.expiresAt).toBeDefined();
    expect((await showBackupSet(context, "by-hand")).members[0]).toMatchObject({ errors: { kind: "known" } });
    await expect(deleteBackupSet(context, "by-hand")).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

describe("deleting a backup", () => {
  it("deletes every member and their data", async () => {
    const context = cluster.context();
    const started = await createBackup(context);
    await carryOut(context, started.operation.id);
    const deletion = await deleteBackupSet(context, started.set);
    expect(await carryOut(context, deletion.id)).toMatchObject({ record: { state: { stage: "done" } } });
    await expect(findBackupSet(context, started.set)).rejects.toMatchObject({ code: "backup-not-found" });
  });
});
