import { sha256Of, type Content } from "./content.ts";
import { fillerBytes } from "./filler.ts";
import type { Site } from "./site.ts";

/** Writes `count` notes; notes of other seeds stay. */
export async function writeNotes(site: Site, seed: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const name = `${seed}-${index}.txt`;
    await site.ask("PUT", `/notes/${name}`, fillerBytes(name, 1000).toString("base64"));
  }
}

export async function notesContent(site: Site): Promise<Content> {
  const content = new Map<string, string>();
  const names = JSON.parse((await site.ask("GET", "/notes")).toString()) as readonly string[];
  for (const name of names) content.set(`note ${name}`, sha256Of(await site.ask("GET", `/notes/${name}`)));
  return content;
}
