import { writeGuestbook, type Content } from "@holdfast-samples/data";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listBackups, makeBackup, type BackupView } from "./support/backups.ts";
import { scaleServers } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation, resumeToTheEnd, untilSaid } from "./support/operations.ts";
import { guestbookSite, readGuestbook, samplesInstalled } from "./support/ready.ts";

const isWhole = process.env["HOLDFAST_TEST_ALL"] !== undefined;
/** What each command says when it begins these steps; it is killed there and another one goes on. */
const backupMoments = [...(isWhole ? ["Operation", "create-application-backups"] : []), "Backing up guestbook"];
const restoreMoments = ["clear", ...(isWhole ? ["create-velero-restore", "records"] : []), "Restoring guestbook"];

let node: Node;
let before: Content;
let backup: BackupView;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  before = await readGuestbook(node);
  backup = await makeBackup(node, "guestbook");
  // While a server runs it may take the work first; then killing the command would prove nothing.
  await scaleServers(node, 0);
});
afterAll(async () => {
  await scaleServers(node, 2);
  await node.client.close();
});

describe("a backup", () => {
  for (const moment of backupMoments) {
    test(`killed at "${moment}" is completed by operation resume`, async () => {
      await killAt(moment, "backup", "create", "--app", "guestbook", "--wait");
      await resumeToTheEnd(node, await newestOperation(node, "backup"));
      const [newest] = await listBackups(node);
      expect(newest).toMatchObject({ state: "complete" });
    });
  }
});

describe("a restore", () => {
  beforeEach(() =>
    writeGuestbook(guestbookSite(node), { entries: 3, files: 1, bytesPerFile: 1000, seed: `k${Date.now()}` }),
  );

  for (const moment of restoreMoments) {
    test(`killed at "${moment}" ends with the data of the backup after operation resume`, async () => {
      await killAt(moment, "restore", "create", "--from-backup", backup.name, "--app", "guestbook", "--yes");
      await resumeToTheEnd(node, await newestOperation(node, "restore"));
      expect(await readGuestbook(node)).toEqual(before);
    });
  }
});

test("a deletion that was killed is completed by operation resume, and the other backups stay", async () => {
  const doomed = await makeBackup(node, "guestbook");
  await killAt("Operation", "backup", "delete", doomed.name, "--yes");
  await resumeToTheEnd(node, await newestOperation(node, "backup-deletion"));
  const names = (await listBackups(node)).map(({ name }) => name);
  expect(names).not.toContain(doomed.name);
  expect(names).toContain(backup.name);
});

test("Ctrl-C stops after recording the step, and names the command that goes on", async () => {
  const running = node.holdfast.start("backup", "create", "--app", "guestbook", "--wait");
  await untilSaid(running, "Backing up guestbook");
  running.process.kill("SIGINT");
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toMatchObject({ code: 130 });
  expect(stderr).toContain("holdfast operation resume ");
  await resumeToTheEnd(node, await newestOperation(node, "backup"));
  expect((await listBackups(node))[0]).toMatchObject({ state: "complete" });
});

async function killAt(moment: string, ...args: readonly string[]): Promise<void> {
  const running = node.holdfast.start(...args);
  await untilSaid(running, moment);
  running.process.kill("SIGKILL");
  await running.ended;
}
