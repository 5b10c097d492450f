import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";

export interface Variant {
  readonly sample: "guestbook" | "notes" | "silent";
  /** Of the vendor who will sign its licenses. */
  readonly publicKey: string;
  readonly slug?: string;
  readonly title?: string;
  readonly sequence?: number;
  readonly versionLabel?: string;
}

/** Writes a copy of a sample's release into `directory`, which is emptied first. */
export async function writeVariant(directory: string, variant: Variant): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await cp(fileURLToPath(new URL(`../${variant.sample}/release`, import.meta.url)), directory, { recursive: true });
  const path = join(directory, "holdfast.yaml");
  const release = parseDocument(await readFile(path, "utf8"));
  const changes: readonly (readonly [readonly string[], string | number | undefined])[] = [
    [["metadata", "name"], variant.slug],
    [["spec", "title"], variant.title],
    [["spec", "sequence"], variant.sequence],
    [["spec", "versionLabel"], variant.versionLabel],
    [["spec", "publicKey"], variant.publicKey],
  ];
  for (const [field, value] of changes) if (value !== undefined) release.setIn(field, value);
  await writeFile(path, release.toString());
}
