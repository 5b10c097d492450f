import { sha256Of, type Content } from "./content.ts";
import { fillerBytes } from "./filler.ts";
import type { Site } from "./site.ts";

export interface GuestbookAmount {
  readonly entries: number;
  readonly files: number;
  readonly bytesPerFile: number;
  /** Other seeds, other texts and files; the same seed, the same. */
  readonly seed: string;
}

const entriesPerRequest = 500;

/** Adds rows and files; what is there already stays. */
export async function writeGuestbook(site: Site, amount: GuestbookAmount): Promise<void> {
  for (let first = 0; first < amount.entries; first += entriesPerRequest) {
    const count = Math.min(entriesPerRequest, amount.entries - first);
    const entries = Array.from({ length: count }, (_, index) => entry(amount.seed, first + index));
    await site.ask("POST", "/entries", JSON.stringify(entries));
  }
  for (let index = 0; index < amount.files; index += 1) {
    const name = `${amount.seed}-${index}.bin`;
    await site.ask("PUT", `/files/${encodeURIComponent(name)}`, fillerBytes(name, amount.bytesPerFile));
  }
}

/** Letters beyond ASCII, quotes and line ends are in it, because dumps have lost those before. */
function entry(seed: string, index: number): { readonly author: string; readonly text: string } {
  return { author: `Visitor ${index}`, text: `${seed} ${index}: "Grüße", it's\na line\tand a \\ and 日本` };
}

/** Reads everything: the hash of each row, and of each file's bytes as they come from its volume. */
export async function guestbookContent(site: Site): Promise<Content> {
  const content = new Map<string, string>();
  const entries = JSON.parse((await site.ask("GET", "/entries")).toString()) as readonly { readonly id: number }[];
  for (const row of entries) content.set(`entry ${row.id}`, sha256Of(JSON.stringify(row)));
  const files = JSON.parse((await site.ask("GET", "/files")).toString()) as readonly { readonly name: string }[];
  for (const { name } of files) {
    content.set(`file ${name}`, sha256Of(await site.ask("GET", `/files/${encodeURIComponent(name)}`)));
  }
  return content;
}
