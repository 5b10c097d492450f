import { writeGuestbook, type Content } from "@holdfast-samples/data";
import { namespaces } from "@holdfast/kubernetes";
import { waitFor } from "@holdfast/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, restore, stockVelero, type BackupView } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { guestbookRelease, guestbookSite, readGuestbook, samplesInstalled } from "./support/ready.ts";

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

test("what was written after the backup is gone after a restore, and the rest is the same", async () => {
  await writeGuestbook(guestbookSite(node), { entries: 20, files: 2, bytesPerFile: 1000, seed: "later" });
  expect(await readGuestbook(node)).not.toEqual(before);
  await restore(node, backup.name, "guestbook");
  expect(await readGuestbook(node)).toEqual(before);
});

test("a restored guestbook is not locked by the backup it came from", async () => {
  await writeGuestbook(guestbookSite(node), { entries: 1, files: 1, bytesPerFile: 100, seed: "after" });
  expect((await readGuestbook(node)).size).toBe(before.size + 2);
});

test("an application that was removed with its data comes back", async () => {
  await node.holdfast("app", "remove", "guestbook", "--delete-data", "--yes");
  await restore(node, backup.name, "guestbook");
  expect(await readGuestbook(node)).toEqual(before);
});

test("a namespace that was destroyed comes back", async () => {
  await deleteNamespace("guestbook");
  await restore(node, backup.name, "guestbook");
  expect(await readGuestbook(node)).toEqual(before);
});

test("the stock velero CLI restores it as well, after which an upgrade has no field conflicts", async () => {
  await deleteNamespace("guestbook");
  const member = backup.members[0]?.name ?? "";
  const said = await stockVelero(node, "restore", "create", `stock-${Date.now()}`, "--from-backup", member, "--wait");
  expect(said).toContain("Completed");
  expect(await readGuestbook(node)).toEqual(before);
  await node.holdfast("app", "upgrade", await guestbookRelease(node, 3));
  expect(await readGuestbook(node)).toEqual(before);
});

test("a restore of another application's backup, or of none, is refused", async () => {
  expect(await refusedRestore(4, backup.name, "notes")).toMatchObject({ code: "backup-of-another-application" });
  expect(await refusedRestore(3, "m-nothing", "guestbook")).toMatchObject({ code: "backup-not-found" });
});

test("a restore that is not confirmed changes nothing", async () => {
  const now = await readGuestbook(node);
  const asked = ["restore", "create", "--from-backup", backup.name, "--app", "guestbook"];
  expect(await node.holdfast.refused(2, ...asked)).toMatchObject({ code: "confirmation-missing" });
  expect(await readGuestbook(node)).toEqual(now);
});

function refusedRestore(code: number, name: string, slug: string) {
  return node.holdfast.refused(code, "restore", "create", "--from-backup", name, "--app", slug, "--yes");
}

async function deleteNamespace(name: string): Promise<void> {
  await node.client.delete(namespaces, { name });
  await waitFor(async () => ((await node.client.get(namespaces, { name })) === undefined ? true : undefined), {
    what: `namespace ${name} to be gone`,
    deadlineSeconds: 300,
  });
}
