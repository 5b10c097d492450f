import { afterAll, beforeAll, expect, test } from "vitest";
import { listBackups, stockVelero } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { samplesInstalled } from "./support/ready.ts";

let node: Node;
const name = `by-hand-${Date.now()}`;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  await stockVelero(node, "backup", "create", name, "--include-namespaces", "notes", "--wait");
});
afterAll(() => node.client.close());

test("a backup of the stock velero CLI is listed as made outside Holdfast", async () => {
  expect(await listBackups(node)).toContainEqual(
    expect.objectContaining({ name, origin: "outside", state: "complete" }),
  );
});

test("it can be shown, with its volumes", async () => {
  const shown = await node.holdfast("backup", "show", name);
  expect(shown).toContain("notes/notes: held");
});
