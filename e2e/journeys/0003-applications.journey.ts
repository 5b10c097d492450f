import { join } from "node:path";
import { rm } from "node:fs/promises";
import { writeVariant } from "@holdfast-samples/data";
import { deployments, type UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openNode, type Node } from "./support/node.ts";
import { guestbookRelease, readGuestbook, samplesInstalled, vendorKey } from "./support/ready.ts";

let node: Node;

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
});
afterAll(() => node.client.close());

test("all three samples are deployed", async () => {
  const applications = await node.holdfast.json<readonly { readonly slug: string }[]>("app", "list");
  expect(applications.map(({ slug }) => slug)).toEqual(expect.arrayContaining(["guestbook", "notes", "silent"]));
});

test("app show tells the kind: Backup with its namespace filled in, and the license", async () => {
  const shown = await node.holdfast("app", "show", "guestbook", "-o", "yaml");
  expect(shown).toContain("guestbook/guestbook-postgres-0");
  expect(shown).toContain("The journeys");
});

test("a release of another vendor is refused", async () => {
  const key = join(node.work, "stranger.key");
  await rm(key, { force: true });
  const { publicKey } = await node.holdfast.json<{ readonly publicKey: string }>("vendor", "keygen", key);
  const directory = join(node.work, "stranger");
  await writeVariant(directory, { sample: "guestbook", publicKey, sequence: 90 });
  expect(await node.holdfast.refused(2, "app", "upgrade", directory)).toMatchObject({ code: "untrusted-key" });
});

test("a license for another application is refused", async () => {
  const license = join(node.work, "other-license.yaml");
  await rm(license, { force: true });
  const customer = ["--application", "notes", "--customer", "The journeys"];
  await node.holdfast("vendor", "license", "issue", "--key", vendorKey(node), ...customer, "--out", license);
  expect(await node.holdfast.refused(2, "app", "license", "update", "guestbook", license)).toMatchObject({
    code: "invalid-license",
  });
});

test("an upgrade changes the objects, a rollback changes them back, and the data stays", async () => {
  const before = await readGuestbook(node);
  await node.holdfast("app", "upgrade", await guestbookRelease(node, 2));
  expect(await sequence()).toBe(2);
  await node.holdfast("app", "rollback", "guestbook", "--manifests-only");
  expect(await sequence()).toBe(1);
  expect(await readGuestbook(node)).toEqual(before);
});

test("a config value reaches the running application", async () => {
  await node.holdfast("app", "config", "set", "guestbook", "title=Our visitors");
  const web = await node.client.get<UnstructuredObject>(deployments, { namespace: "guestbook", name: "guestbook-web" });
  expect(JSON.stringify(web?.["spec"])).toContain("Our visitors");
});

async function sequence(): Promise<number | undefined> {
  const applications = await node.holdfast.json<readonly { readonly slug: string; readonly sequence: number }[]>(
    "app",
    "list",
  );
  return applications.find(({ slug }) => slug === "guestbook")?.sequence;
}
