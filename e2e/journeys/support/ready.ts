import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  guestbookContent,
  openSite,
  writeGuestbook,
  writeNotes,
  writeVariant,
  type Content,
} from "@holdfast-samples/data";
import type { Node } from "./node.ts";

const samples = fileURLToPath(new URL("../../../samples/", import.meta.url));

/** Velero, the internal destination and Holdfast with two servers. */
export function installed(node: Node): Promise<void> {
  return node.once("installed", async () => {
    await node.holdfast("velero", "install", ...veleroImages);
    await node.holdfast("destination", "set", "internal");
    await node.holdfast("install", "--replicas", "2");
  });
}

export const veleroImages = [
  "--image",
  "localhost/velero:v1.18.3",
  "--plugin-image",
  "localhost/velero-plugin-for-aws:v1.14.3",
];

/** All three samples, guestbook and notes with data. */
export async function samplesInstalled(node: Node): Promise<void> {
  await installed(node);
  await node.once("samples", async () => {
    await installGuestbook(node);
    for (const slug of ["notes", "silent"]) {
      await node.holdfast("app", "install", `${samples}${slug}/release`, "--license", `${samples}${slug}/license.yaml`);
    }
    await writeGuestbook(guestbookSite(node), { entries: 300, files: 4, bytesPerFile: 300_000, seed: "first" });
    await writeNotes(notesSite(node), "first", 5);
  });
}

/** Signed with a key of this run's own, so that journeys can make further releases and licenses of it. */
async function installGuestbook(node: Node): Promise<void> {
  const key = vendorKey(node);
  const license = join(node.work, "guestbook-license.yaml");
  await Promise.all([key, license].map((path) => rm(path, { force: true })));
  const { publicKey } = await node.holdfast.json<{ readonly publicKey: string }>("vendor", "keygen", key);
  await writeFile(`${key}.pub`, publicKey);
  const customer = ["--application", "guestbook", "--customer", "The journeys"];
  await node.holdfast("vendor", "license", "issue", "--key", key, ...customer, "--out", license);
  await node.holdfast("app", "install", await guestbookRelease(node, 1), "--license", license);
}

export function vendorKey(node: Node): string {
  return join(node.work, "vendor.key");
}

/** A release directory of guestbook with this sequence. */
export async function guestbookRelease(node: Node, sequence: number): Promise<string> {
  const directory = join(node.work, `guestbook-${sequence}`);
  const publicKey = await readFile(`${vendorKey(node)}.pub`, "utf8");
  await writeVariant(directory, { sample: "guestbook", publicKey, sequence, versionLabel: `1.${sequence - 1}.0` });
  return directory;
}

export function guestbookSite(node: Node, namespace = "guestbook") {
  return openSite(node.client, { namespace, labelSelector: "app=guestbook,component=web" }, 300);
}

function notesSite(node: Node) {
  return openSite(node.client, { namespace: "notes", labelSelector: "app=notes" }, 300);
}

export function readGuestbook(node: Node): Promise<Content> {
  return guestbookContent(guestbookSite(node));
}
