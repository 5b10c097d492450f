import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { guestbookContent, openSite, type Content } from "@holdfast-samples/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, type BackupView } from "./support/backups.ts";
import { signIn } from "./support/console-address.ts";
import { openNode, type Node } from "./support/node.ts";
import { readGuestbook, samplesInstalled, veleroImages } from "./support/ready.ts";
import { copyBucket, startSecondCluster, type SecondCluster } from "./support/second-cluster.ts";

let lost: Node;
let fresh: SecondCluster;
let before: Content;
let backup: BackupView;
let password: string;
let kit: string;
let passphrase: string;

beforeAll(async () => {
  lost = await openNode();
  await samplesInstalled(lost);
  kit = join(lost.work, "recovery.kit");
  passphrase = join(lost.work, "recovery.passphrase");
  await rm(kit, { force: true });
  await writeFile(passphrase, "kept apart from the file\n");
});
afterAll(async () => {
  await fresh?.remove();
  await lost?.client.close();
});

test("a kit, a full backup and nothing else is kept of a cluster", async () => {
  ({ password } = await lost.holdfast.json<{ readonly password: string }>("console", "reset-password"));
  before = await readGuestbook(lost);
  backup = await makeBackup(lost);
  expect(backup.members.map(({ part, phase }) => [part, phase])).toEqual([
    ["guestbook", "Completed"],
    ["notes", "Completed"],
    ["console", "Completed"],
  ]);
  await lost.holdfast("recovery", "kit", "export", "--to", kit, "--passphrase-file", passphrase);
  const checked = await lost.holdfast.json("recovery", "kit", "check", kit, "--passphrase-file", passphrase);
  expect(checked).toMatchObject({ comparison: { password: "same", changes: [] } });
});

test("Velero starts in a new, empty cluster with the password of the lost one", async () => {
  fresh = await startSecondCluster(lost);
  await copyBucket(lost, fresh);
  const options = ["--recovery-kit", kit, "--passphrase-file", passphrase];
  expect(await fresh.holdfast("velero", "install", ...veleroImages, ...options)).toContain("that of the recovery kit");
});

test("the destination stays ReadOnly, and what can be recovered is listed with what the cluster lacks", async () => {
  const destination = await fresh.holdfast.json("destination", "set", "internal");
  expect(destination).toMatchObject({ phase: "Available", accessMode: "ReadOnly", contents: { own: 0 } });
  const listed = await fresh.holdfast.json<{
    readonly points: readonly { readonly name: string }[];
    readonly examined: { readonly name: string; readonly lacks: readonly unknown[] };
  }>("recovery", "list");
  expect(listed.points.find(({ name }) => name === backup.name)).toMatchObject({
    scope: "full",
    own: false,
    restorable: "all",
    console: { restorable: true },
  });
  expect(listed.examined).toEqual({ name: backup.name, lacks: [] });
});

test("one full restore brings back applications with their data, and the console with its password", async () => {
  await fresh.holdfast("restore", "create", "--full", "--from-backup", backup.name, "--yes");
  const site = openSite(fresh.client, { namespace: "guestbook", labelSelector: "app=guestbook,component=web" }, 300);
  expect(await guestbookContent(site)).toEqual(before);
  const applications = await fresh.holdfast.json<readonly { readonly slug: string }[]>("app", "list");
  expect(applications.map(({ slug }) => slug).sort()).toEqual(["guestbook", "notes"]);
  expect(await signIn(fresh.holdfast, password)).toBe(200);
});

test("the restored console drives work when the destination was taken over", async () => {
  await fresh.holdfast("destination", "take-over", "internal", "--yes");
  const made = await fresh.holdfast.json<BackupView>("backup", "create", "--app", "notes", "--wait");
  expect(made).toMatchObject({ state: "complete" });
});
