import { writeGuestbook } from "@holdfast-samples/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups, makeBackup } from "./support/backups.ts";
import { killPods, untilServersReady } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { untilSaid } from "./support/operations.ts";
import { guestbookSite, readGuestbook, samplesInstalled } from "./support/ready.ts";

let node: Node;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
});
afterAll(() => node.client.close());

test("a backup goes on when every server is killed while it is made", async () => {
  const running = node.holdfast.start("backup", "create", "--app", "guestbook", "--wait");
  await untilSaid(running, "Backing up guestbook");
  expect(await killServers()).toBeGreaterThan(0);
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect((await listBackups(node))[0]).toMatchObject({ state: "complete" });
  await untilServersReady(node);
});

test("a restore goes on when every server is killed while it runs", async () => {
  const before = await readGuestbook(node);
  const { name } = await makeBackup(node, "guestbook");
  await writeGuestbook(guestbookSite(node), { entries: 5, files: 1, bytesPerFile: 1000, seed: "lost" });
  const running = node.holdfast.start("restore", "create", "--from-backup", name, "--app", "guestbook", "--yes");
  await untilSaid(running, "Restoring guestbook");
  await killServers();
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(await readGuestbook(node)).toEqual(before);
  await untilServersReady(node);
});

test("killing Velero's server during a backup ends in an outcome that is told truly", async () => {
  const running = node.holdfast.start("backup", "create", "--app", "guestbook", "--wait");
  await untilSaid(running, "Backing up guestbook");
  await killPods(node, "velero", "deploy=velero");
  const { code, stderr } = await running.ended;
  const [newest] = await listBackups(node);
  expect({ code, stderr }).toMatchObject({ code: newest?.state === "complete" ? 0 : 7 });
  expect((await makeBackup(node, "guestbook")).state).toBe("complete");
});

function killServers(): Promise<number> {
  return killPods(node, "holdfast", "app.kubernetes.io/name=holdfast");
}
