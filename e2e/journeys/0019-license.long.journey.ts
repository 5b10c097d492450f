import type { Content } from "@holdfast-samples/data";
import { pods, type KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, type BackupView } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { ownGuestbook, type Edits, type OwnGuestbook } from "./support/own-guestbook.ts";
import { samplesInstalled } from "./support/ready.ts";

/** As KOTS's documentation has it: only entitled customers' pods name the volume that is to be backed up. */
const forEntitled: Edits = {
  "web.yaml": (text) =>
    text.replace(
      "backup.velero.io/backup-volumes: uploads",
      `backup.velero.io/backup-volumes: 'repl{{ LicenseFieldValue "isSnapshotSupported" | ternary "uploads" "" }}'`,
    ),
};

const volumes = "backup.velero.io/backup-volumes";

interface Updated {
  readonly backups: { readonly kind: string; readonly since?: string };
  readonly restarts: readonly { readonly workload: { readonly name: string }; readonly markedPods: number }[];
}

let node: Node;
let club: OwnGuestbook;
let before: Content;
let backup: BackupView;
let lostAt: string;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  club = await ownGuestbook(node, "club");
  const license = await club.license(1, "--no-snapshots");
  await node.holdfast("app", "install", await club.release(1, forEntitled), "--license", license);
  await club.write(20, "club");
  before = await club.read();
});
afterAll(async () => {
  await node.holdfast("app", "remove", "club", "--delete-data", "--yes");
  await node.client.close();
});

function webPods(): Promise<readonly KubernetesObject[]> {
  return node.client.listAll<KubernetesObject>(pods, { namespace: "club", labelSelector: "component=web" });
}

function update(license: string): Promise<Updated> {
  return node.holdfast.json<Updated>("app", "license", "update", "club", license);
}

test("an application that was never entitled is not backed up, and an upgrade of it says so", async () => {
  expect(await node.holdfast.refused(5, "backup", "create", "--app", "club")).toMatchObject({
    code: "not-entitled",
    reason: "Its license does not allow backups.",
  });
  const refused = await node.holdfast.refused(5, "app", "upgrade", await club.release(2, forEntitled));
  expect(refused).toMatchObject({ code: "not-entitled" });
  expect(refused.remedy).toContain("--no-backup");
});

test("gaining the entitlement marks the running pods without a restart; then a backup holds the volume", async () => {
  const [pod] = await webPods();
  const updated = await update(await club.license(2));
  expect(updated.backups).toEqual({ kind: "allowed" });
  expect(updated.restarts).toMatchObject([{ workload: { name: "guestbook-web" }, markedPods: 1 }]);
  const [marked] = await webPods();
  expect(marked?.metadata.uid).toBe(pod?.metadata.uid);
  expect(marked?.metadata.annotations?.[volumes]).toBe("uploads");
  backup = await makeBackup(node, "club");
  const shown = await node.holdfast("backup", "show", backup.name);
  expect(shown).toMatch(/club\/guestbook-uploads: held/u);
});

test("an update with --restart gives the pods that are made anew the same", async () => {
  await node.holdfast("app", "license", "update", "club", "--restart");
  const [pod] = await webPods();
  expect(pod?.metadata.annotations?.[volumes]).toBe("uploads");
  expect(await node.holdfast.json("app", "show", "club")).toMatchObject({ restarts: [] });
});

test("losing it refuses a backup of the application, with the date", async () => {
  const updated = await update(await club.license(3, "--no-snapshots"));
  lostAt = updated.backups.since ?? "";
  expect(Date.parse(lostAt)).toBeGreaterThan(Date.now() - 600_000);
  const refused = await node.holdfast.refused(5, "backup", "create", "--app", "club");
  expect(refused).toMatchObject({ code: "not-entitled", reason: expect.stringContaining(lostAt) as unknown });
  expect(await node.holdfast("app", "show", "club")).toContain(`NOT allowed. Not entitled since ${lostAt}`);
});

test("a full backup leaves it out and names it, before and after", async () => {
  const full = await node.holdfast.json<BackupView & { readonly notIncluded: readonly object[] }>(
    "backup",
    "create",
    "--wait",
  );
  const left = { part: "club", because: "not-entitled", reason: expect.stringContaining(lostAt) as unknown };
  expect(full.notIncluded).toContainEqual(left);
  expect(full.members.map(({ part }) => part)).not.toContain("club");
  const later = await node.holdfast("backup", "show", full.name);
  expect(later).toContain(`club: NOT INCLUDED. Not entitled since ${lostAt}`);
});

test("what was backed up can be restored all the same, and deleted", async () => {
  await club.write(5, "later");
  // Without the license the volume is no longer opted in: a snapshot of now would not hold it, and that is asked for.
  const asked = ["restore", "create", "--from-backup", backup.name, "--app", "club", "--yes"];
  expect(await node.holdfast.refused(9, ...asked)).toMatchObject({ code: "checks-refused" });
  await node.holdfast(...asked, "--no-safety-snapshot");
  expect(await club.read()).toEqual(before);
  expect(await node.holdfast.json("app", "show", "club")).toMatchObject({ license: { issue: 3 } });
  await node.holdfast("backup", "delete", backup.name, "--yes");
});
