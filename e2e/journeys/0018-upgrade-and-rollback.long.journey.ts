import type { Content } from "@holdfast-samples/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation, resumeToTheEnd, untilSaid } from "./support/operations.ts";
import { ownGuestbook, type Edits, type OwnGuestbook } from "./support/own-guestbook.ts";
import { samplesInstalled } from "./support/ready.ts";

/** The database of the next release forgets who wrote what, as soon as it starts: no manifest brings that back. */
const forgetsAuthors: Edits = {
  "database-scripts.yaml": (text) =>
    text.replace(
      "    pg_ctl stop --silent --wait --mode fast\n\n",
      `    run_sql -d guestbook -c "ALTER TABLE entries DROP COLUMN author" -c "ALTER TABLE entries ADD COLUMN author text NOT NULL DEFAULT 'nobody'"
    pg_ctl stop --silent --wait --mode fast\n\n`,
    ),
  "database.yaml": (text) =>
    text.replace("        backup.velero.io/backup-volumes: scratch", '$&\n        example.com/schema: "2"'),
};

interface Shown {
  readonly sequence: number;
  readonly beforeUpgrade: { readonly backup?: { readonly set: string; readonly sequence: number } };
}

let node: Node;
let ledger: OwnGuestbook;
let before: Content;
let set: string;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  ledger = await ownGuestbook(node, "ledger");
  await node.holdfast("app", "install", await ledger.release(1), "--license", await ledger.license(1));
  await ledger.write(50, "ledger");
  before = await ledger.read();
});
afterAll(async () => {
  await node.holdfast("app", "remove", "ledger", "--delete-data", "--yes");
  await node.client.close();
});

function show(): Promise<Shown> {
  return node.holdfast.json<Shown>("app", "show", "ledger");
}

test("an upgrade backs up first; its migration loses data, and app show names the backup from before it", async () => {
  const upgraded = await node.holdfast.json("app", "upgrade", await ledger.release(2, forgetsAuthors));
  expect(upgraded).toMatchObject({ backup: "take", state: { stage: "done" } });
  const { sequence, beforeUpgrade } = await show();
  expect(sequence).toBe(2);
  expect(beforeUpgrade.backup).toMatchObject({ sequence: 1 });
  set = beforeUpgrade.backup?.set ?? "";
  expect(set).toMatch(/^x-/u);
  const damaged = await ledger.read();
  expect(damaged.size).toBe(before.size);
  expect(damaged).not.toEqual(before);
});

test("a rollback in a script must say which of the two it means, and both commands are named", async () => {
  const { code, remedy } = await node.holdfast.refused(2, "app", "rollback", "ledger");
  expect(code).toBe("confirmation-missing");
  expect(remedy).toContain("holdfast app rollback ledger --with-data --yes");
  expect(remedy).toContain("holdfast app rollback ledger --manifests-only");
  expect((await show()).sequence).toBe(2);
});

test("manifests alone do not bring the data back", async () => {
  await node.holdfast("app", "rollback", "ledger", "--manifests-only");
  expect((await show()).sequence).toBe(1);
  expect(await ledger.read()).not.toEqual(before);
});

test("a rollback with data brings release and rows back as they were before the upgrade", async () => {
  await node.holdfast("app", "upgrade", await ledger.release(2, forgetsAuthors), "--no-backup");
  expect((await show()).beforeUpgrade.backup).toMatchObject({ set });
  const rolledBack = await node.holdfast.json("app", "rollback", "ledger", "--with-data", "--yes");
  expect(rolledBack).toMatchObject({ backup: set, sequence: 1, state: { stage: "done" } });
  expect((await show()).sequence).toBe(1);
  expect(await ledger.read()).toEqual(before);
});

test.each([
  ["while it is backed up", "Backing up ledger", 3],
  ["while it is deployed", "deploy", 4],
])("an upgrade killed %s ends the same after operation resume", async (_when, moment, sequence) => {
  const running = node.holdfast.start("app", "upgrade", await ledger.release(sequence));
  await untilSaid(running, moment);
  running.process.kill("SIGKILL");
  await running.ended;
  await resumeToTheEnd(node, await newestOperation(node, "upgrade"));
  const { sequence: deployed, beforeUpgrade } = await show();
  expect(deployed).toBe(sequence);
  expect(beforeUpgrade.backup?.sequence).toBeLessThan(sequence);
  expect(await ledger.read()).toEqual(before);
});
