import { leases } from "@holdfast/kubernetes";
import type { Content } from "@holdfast-samples/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups, makeBackup, type BackupView } from "./support/backups.ts";
import { killPods, scaleServers, setNodeAgents } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation, resumeToTheEnd, untilSaid } from "./support/operations.ts";
import { readGuestbook, samplesInstalled } from "./support/ready.ts";

let node: Node;
let before: Content;
let backup: BackupView;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  before = await readGuestbook(node);
  backup = await makeBackup(node, "guestbook");
});
afterAll(() => node.client.close());

test("a console that only keeps its lease holds nothing up: the command line goes on by itself and says so", async () => {
  await scaleServers(node, 0);
  const stop = new AbortController();
  const renewing = renewLease(stop.signal);
  try {
    const creating = node.holdfast.start("backup", "create", "--app", "notes", "--wait");
    const { code } = await creating.ended;
    expect(creating.said()).toContain("going on with it here");
    expect(code).toBe(0);
    await node.holdfast(
      "restore",
      "create",
      "--from-backup",
      backup.name,
      "--app",
      "guestbook",
      "--yes",
      "--driver",
      "cli",
    );
    expect(await readGuestbook(node)).toEqual(before);
  } finally {
    stop.abort();
    await renewing;
    await scaleServers(node, 2);
  }
});

test("without a node agent a restore of volumes is refused, and nothing was deleted", async () => {
  await setNodeAgents(node, "away");
  try {
    const refused = await node.holdfast.refused(9, ...restoring(), "--yes");
    expect(refused).toMatchObject({ code: "checks-refused" });
    expect(JSON.stringify(refused)).toContain("node agent");
  } finally {
    await setNodeAgents(node, "back");
  }
  expect(await readGuestbook(node)).toEqual(before);
});

test("when Velero is restarted in the middle of a backup, its outcome is told truly and the next one is whole", async () => {
  const creating = node.holdfast.start("backup", "create", "--app", "guestbook", "--wait");
  await untilSaid(creating, "Backing up guestbook");
  expect(await killPods(node, "velero", "deploy=velero")).toBeGreaterThan(0);
  const { code, stderr } = await creating.ended;
  const [newest] = await listBackups(node);
  expect({ code, stderr }).toMatchObject({ code: newest?.state === "complete" ? 0 : 7 });
  expect((await makeBackup(node, "guestbook")).state).toBe("complete");
});

test("when Velero is restarted in the middle of a restore, it ends right or is resumed to the same end", async () => {
  const running = node.holdfast.start(...restoring(), "--yes", "--no-safety-snapshot");
  await untilSaid(running, "Restoring guestbook");
  await killPods(node, "velero", "deploy=velero");
  const { code, stderr } = await running.ended;
  expect(code === 0 ? "holdfast operation resume" : stderr).toContain("holdfast operation resume");
  if (code !== 0) await resumeToTheEnd(node, await newestOperation(node, "restore"));
  expect(await readGuestbook(node)).toEqual(before);
});

function restoring(): readonly string[] {
  return ["restore", "create", "--from-backup", backup.name, "--app", "guestbook"];
}

/** What is left of a console whose work has stopped: somebody still writes its lease. */
async function renewLease(signal: AbortSignal): Promise<void> {
  const name = { namespace: "holdfast-operations", name: "holdfast-controller" };
  while (!signal.aborted) {
    const renewTime = new Date().toISOString().replace("Z", "000Z");
    const body = { spec: { holderIdentity: "wedged", renewTime } };
    await node.client.patch(leases, name, { kind: "merge", body });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await node.client.patch(leases, name, { kind: "merge", body: { spec: { holderIdentity: "" } } });
}
