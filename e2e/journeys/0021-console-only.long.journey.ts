import { deployments, pods, type UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup } from "./support/backups.ts";
import { untilServersReady } from "./support/cluster-faults.ts";
import { signIn } from "./support/console-address.ts";
import { openNode, type Node } from "./support/node.ts";
import { readGuestbook, samplesInstalled } from "./support/ready.ts";

let node: Node;
let backup: string;
let password: string;

const server = { namespace: "holdfast", name: "holdfast" };

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
  await untilServersReady(node);
  ({ password } = await node.holdfast.json<{ readonly password: string }>("console", "reset-password"));
  backup = (await makeBackup(node)).name;
});
afterAll(() => node.client.close());

test("a console that crashes comes back younger than the applications, which are not touched", async () => {
  const before = await podsOf("guestbook", "notes");
  const content = await readGuestbook(node);
  await breakServer();
  await node.holdfast("console", "reset-password");
  await node.holdfast("restore", "create", "--console-only", "--from-backup", backup, "--yes");
  expect(await podsOf("guestbook", "notes")).toEqual(before);
  expect(await readGuestbook(node)).toEqual(content);
  const youngest = before.map(({ startedAt }) => startedAt).sort((one, other) => other.localeCompare(one))[0] ?? "";
  const consoles = await podsOf("holdfast");
  expect(consoles.length).toBeGreaterThan(0);
  for (const { startedAt } of consoles) expect(startedAt > youngest).toBe(true);
  expect(await signIn(node.holdfast, password)).toBe(200);
});

test("its controllers drive again: nothing of the restore is left locked", async () => {
  await untilServersReady(node);
  expect(await makeBackup(node, "notes")).toMatchObject({ state: "complete" });
});

test("applications come back younger than the console, which is not touched", async () => {
  const before = await podsOf("holdfast");
  const content = await readGuestbook(node);
  const applications = ["--app", "guestbook", "--app", "notes"];
  await node.holdfast("restore", "create", "--from-backup", backup, ...applications, "--yes");
  expect(await podsOf("holdfast")).toEqual(before);
  const youngest = before.map(({ startedAt }) => startedAt).sort((one, other) => other.localeCompare(one))[0] ?? "";
  for (const { startedAt } of await podsOf("guestbook", "notes")) expect(startedAt > youngest).toBe(true);
  expect(await readGuestbook(node)).toEqual(content);
});

test("a partial backup holds no console and is refused", async () => {
  const partial = (await makeBackup(node, "notes")).name;
  const before = await podsOf("holdfast");
  const refused = ["restore", "create", "--console-only", "--from-backup", partial, "--yes"];
  expect(await node.holdfast.refused(9, ...refused)).toMatchObject({
    code: "checks-refused",
    reason: expect.stringContaining("holds no console") as unknown,
  });
  expect(await podsOf("holdfast")).toEqual(before);
});

interface SeenPod {
  readonly name: string;
  readonly uid: string;
  readonly startedAt: string;
}

async function podsOf(...wanted: readonly string[]): Promise<readonly SeenPod[]> {
  const lists = await Promise.all(
    wanted.map((namespace) => node.client.listAll<UnstructuredObject>(pods, { namespace })),
  );
  return lists.flat().map(({ metadata }) => ({
    name: metadata.name,
    uid: metadata.uid ?? "",
    startedAt: metadata.creationTimestamp ?? "",
  }));
}

/** Its new pods end as soon as they start, and the old ones are gone. */
async function breakServer(): Promise<void> {
  const containers = [{ name: "server", command: ["/nothing/here"] }];
  const body = { spec: { strategy: { type: "Recreate", rollingUpdate: null }, template: { spec: { containers } } } };
  await node.client.patch(deployments, server, { kind: "strategic", body });
}
