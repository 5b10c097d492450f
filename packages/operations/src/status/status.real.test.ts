import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatusView } from "@holdfast/domain";
import { isApiError, nodes } from "@holdfast/kubernetes";
import { backupType } from "@holdfast/velero";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import type { Context } from "../context.ts";
import { carryOut } from "../running/carry-out.ts";
import { changeSettings } from "../settings/change-settings.ts";
import { readSettings } from "../settings/read-settings.ts";
import { settingsName, settingsType } from "../settings/settings.ts";
import { setLimit, unsetLimit } from "./limits.ts";
import { readStatus } from "./read-status.ts";

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  await cluster.install({ slug: "notes" });
});

afterAll(async () => cluster?.stop());

/** The cluster's own time, so that only what a test does moves the clock. */
function context(laterMilliseconds = 0): Context {
  const given = cluster.context();
  return { ...given, clock: { ...given.clock, now: () => Date.now() + laterMilliseconds } };
}

async function backUp(application?: string): Promise<string> {
  const started = await createBackup(cluster.context(), application === undefined ? {} : { application });
  await carryOut(cluster.context(), started.operation.id);
  return started.set;
}

function stateOf(status: StatusView, slug: string) {
  return status.applications.find((application) => application.slug === slug)?.state;
}

function codes({ problems }: StatusView): readonly string[] {
  return problems.map(({ code }) => code);
}

/** A node whose address is the store's, as of a store that runs on the cluster's own machine. */
const nodeOfTheStore = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "the-store-is-here" },
  status: { addresses: [{ type: "InternalIP", address: "127.0.0.1" }] },
};

describe("the status of a real cluster", () => {
  let full: string;

  it("is not safe before the first backup, and a backup made outside Holdfast changes nothing", async () => {
    await cluster.velero.cli(["backup", "create", "by-hand", "--include-namespaces", "notes", "--wait"]);
    const status = await readStatus(context());
    expect(status).toMatchObject({ worst: "never", instance: { state: "never" } });
    expect(status.sentence).toBe("Not safe: there is no good backup of guestbook and notes.");
    expect(codes(status)).toContain("made-elsewhere");
  });

  it("a partial backup keeps its application and is not for the loss of the cluster", async () => {
    const partial = await backUp("notes");
    const status = await readStatus(context());
    expect([stateOf(status, "notes"), stateOf(status, "guestbook")]).toEqual(["safe", "never"]);
    expect(status.applications.find(({ slug }) => slug === "notes")).toMatchObject({
      lastGood: { set: partial },
      recovery: { state: "never", lacks: "full-backup" },
    });
  });

  it("a full backup in a store of the cluster's own machine takes back mistakes, and the sentence says so", async () => {
    full = await backUp();
    await cluster.plane.kubectl(["create", "-f", "-"], JSON.stringify(nodeOfTheStore));
    const patch = JSON.stringify({ status: nodeOfTheStore.status });
    await cluster.plane.kubectl(["patch", "node", "the-store-is-here", "--subresource=status", "-p", patch]);
    const status = await readStatus(context());
    expect(status.worst).toBe("rollback-only");
    expect(status.sentence).toContain("all backups lie in the cluster's own store, which is lost with it");
    expect(status.instance).toMatchObject({ onlyInside: true, lastGood: { set: full } });
    await cluster.kubernetes.delete(nodes, { name: "the-store-is-here" });
  });

  it("covers the loss of the cluster when the store is elsewhere, except for the recovery kit", async () => {
    const status = await readStatus(context());
    expect(status.instance?.recovery).toMatchObject({ state: "safe", lastGood: { set: full } });
    expect(status.sentence).toMatch(/^Safe against mistakes, not against the loss of this cluster: .*recovery kit/);
  });

  it("a limit is set, broken and taken away", async () => {
    const subject = { kind: "application", slug: "guestbook" } as const;
    await setLimit(context(), subject, "1m");
    const status = await readStatus(context(120_000));
    expect(stateOf(status, "guestbook")).toBe("broken");
    expect(status.sentence).toMatch(/^Not safe: the last good backup of guestbook is 2 min old, the limit is 1 min\.$/);
    await unsetLimit(context(), subject);
    expect(stateOf(await readStatus(context(120_000)), "guestbook")).toBe("safe");
  });

  it("a clock that is ahead of the API server's is named", async () => {
    expect(codes(await readStatus(context()))).not.toContain("clock-skew");
    expect(codes(await readStatus(context(300_000)))).toContain("clock-skew");
  });

  it("a newer backup that failed in part makes it late, and counts for nothing", async () => {
    const partly = await backUp("guestbook");
    const name = { namespace: "velero", name: `${partly}-guestbook` };
    await cluster.kubernetes.patch(backupType, name, {
      kind: "merge",
      body: { status: { phase: "PartiallyFailed", errors: 1 } },
    });
    const status = await readStatus(context());
    expect(status.applications.find(({ slug }) => slug === "guestbook")).toMatchObject({
      state: "late",
      lastGood: { set: full },
      lateBecause: "last-backup-failed",
    });
    await cluster.kubernetes.patch(backupType, name, {
      kind: "merge",
      body: { status: { phase: "Completed", errors: 0 } },
    });
    expect(stateOf(await readStatus(context()), "guestbook")).toBe("safe");
  });

  it("a full backup whose console is gone is no full backup any more", async () => {
    // It would read the Backup again from the store.
    await cluster.velero.kill();
    await cluster.kubernetes.delete(backupType, { namespace: "velero", name: `${full}-console` });
    const status = await readStatus(context());
    expect(status.instance).toMatchObject({ state: "never" });
    expect(stateOf(status, "guestbook")).toBe("safe");
  });

  it("is not known once Velero does not look at the destination any more", async () => {
    const status = await readStatus(context(20 * 60_000));
    expect(stateOf(status, "guestbook")).toBe("unknown");
    expect(status.problems.map(({ message }) => message).join("\n")).toContain("Velero has not looked at it since");
  });
});

describe("the settings in a real cluster", () => {
  const name = { namespace: "holdfast", name: settingsName };

  it("are refused by the API server when a limit is none", async () => {
    await setLimit(context(), { kind: "default" }, "7d");
    const body = { spec: { limits: { default: "soon" } } };
    const refused = await cluster.kubernetes
      .patch(settingsType, name, { kind: "merge", body })
      .catch((error) => error as unknown);
    expect(isApiError(refused, "Invalid")).toBe(true);
  });

  it("keep their id, and their only name", async () => {
    const other = { spec: { id: "other" } };
    const renamed = await cluster.kubernetes
      .patch(settingsType, name, { kind: "merge", body: other })
      .catch((error) => error as unknown);
    expect(isApiError(renamed, "Invalid")).toBe(true);
    const second = {
      apiVersion: "holdfast.dev/v1alpha1",
      kind: "Settings",
      metadata: { namespace: "holdfast", name: "second" },
      spec: { id: "x" },
    };
    const refused = await cluster.kubernetes.create(settingsType, second).catch((error) => error as unknown);
    expect(isApiError(refused, "Invalid")).toBe(true);
  });

  it("keep what writers change at the same time", async () => {
    const slugs = ["guestbook", "notes"] as const;
    await Promise.all(slugs.map((slug) => setLimit(context(), { kind: "application", slug }, "2h")));
    expect((await readSettings(context())).limits).toEqual({
      default: "7d",
      applications: slugs.map((slug) => ({ slug, atMost: "2h" })),
    });
  });

  it("are not made where no console is installed", async () => {
    const nowhere = { ...context(), consoleNamespace: "not-there" };
    await expect(changeSettings(nowhere, (now) => now)).rejects.toMatchObject({ code: "holdfast-not-installed" });
  });
});
