import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { guestbookContent, writeGuestbook, writeVariant, type Content } from "@holdfast-samples/data";
import type { Node } from "./node.ts";
import { guestbookSite } from "./ready.ts";

/** A guestbook under another slug, with a vendor of its own: what a journey does to it disturbs no other one. */
export interface OwnGuestbook {
  readonly slug: string;
  /** A release directory; `edit` changes the text of files of it. */
  release(sequence: number, edit?: Edits): Promise<string>;
  /** A license file of this issue, with further options of `vendor license issue`. */
  license(issue: number, ...options: readonly string[]): Promise<string>;
  write(entries: number, seed: string): Promise<void>;
  read(): Promise<Content>;
}

/** By file name. */
export type Edits = Readonly<Record<string, (text: string) => string>>;

export async function ownGuestbook(node: Node, slug: string): Promise<OwnGuestbook> {
  const file = (name: string): string => join(node.work, `${slug}-${name}`);
  const key = file("vendor.key");
  await rm(key, { force: true });
  const { publicKey } = await node.holdfast.json<{ readonly publicKey: string }>("vendor", "keygen", key);
  return {
    slug,
    async release(sequence, edit = {}) {
      const directory = file(`release-${sequence}`);
      const versionLabel = `1.${sequence - 1}.0`;
      await writeVariant(directory, { sample: "guestbook", slug, publicKey, sequence, versionLabel });
      for (const [name, change] of Object.entries(edit)) {
        const path = join(directory, name);
        await writeFile(path, change(await readFile(path, "utf8")));
      }
      return directory;
    },
    async license(issue, ...options) {
      const path = file(`license-${issue}.yaml`);
      await rm(path, { force: true });
      const facts = ["--application", slug, "--customer", "The journeys", "--id", "1", "--issue", String(issue)];
      await node.holdfast("vendor", "license", "issue", "--key", key, ...facts, ...options, "--out", path);
      return path;
    },
    async write(entries, seed) {
      await writeGuestbook(guestbookSite(node, slug), { entries, files: 1, bytesPerFile: 100_000, seed });
    },
    read: () => guestbookContent(guestbookSite(node, slug)),
  };
}
