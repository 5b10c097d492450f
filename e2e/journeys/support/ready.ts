import { fileURLToPath } from "node:url";
import {
  guestbookContent,
  notesContent,
  openSite,
  writeGuestbook,
  writeNotes,
  type Content,
} from "@holdfast-samples/data";
import type { Node } from "./node.ts";

const samples = fileURLToPath(new URL("../../../samples/", import.meta.url));

/** Velero, the internal destination and Holdfast itself. */
export function installed(node: Node): Promise<void> {
  return node.once("installed", async () => {
    await node.holdfast("velero", "install");
    await node.holdfast("destination", "set", "internal");
    await node.holdfast("install");
  });
}

/** All three samples, guestbook and notes with data. */
export async function samplesInstalled(node: Node): Promise<void> {
  await installed(node);
  await node.once("samples", async () => {
    for (const slug of ["guestbook", "notes", "silent"]) await installSample(node, slug);
    await writeGuestbook(guestbookSite(node), { entries: 300, files: 4, bytesPerFile: 300_000, seed: "first" });
    await writeNotes(notesSite(node), "first", 5);
  });
}

export async function installSample(node: Node, slug: string): Promise<void> {
  await node.holdfast("app", "install", `${samples}${slug}/release`, "--license", `${samples}${slug}/license.yaml`);
}

export function guestbookSite(node: Node, namespace = "guestbook") {
  return openSite(node.client, { namespace, labelSelector: "app=guestbook,component=web" });
}

export function notesSite(node: Node, namespace = "notes") {
  return openSite(node.client, { namespace, labelSelector: "app=notes" });
}

export function readGuestbook(node: Node): Promise<Content> {
  return guestbookContent(guestbookSite(node));
}

export function readNotes(node: Node): Promise<Content> {
  return notesContent(notesSite(node));
}

/** A full or partial backup made to its end; its name. */
export async function makeBackup(node: Node, slug?: string): Promise<string> {
  const which = slug === undefined ? [] : ["--app", slug];
  const { name } = await node.holdfast.json<{ readonly name: string }>("backup", "create", ...which, "--wait");
  return name;
}
