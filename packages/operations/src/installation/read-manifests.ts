import { readFile, readdir } from "node:fs/promises";
import type { UnstructuredObject } from "@holdfast/kubernetes";
import { parseAllDocuments } from "yaml";

const folders = ["crds", "manifests"];

/** What `deploy/` holds, as objects: the definitions, the server's rights and the server itself. */
export async function readManifests(): Promise<readonly UnstructuredObject[]> {
  const objects: UnstructuredObject[] = [];
  for (const folder of folders) {
    const directory = new URL(`../../../../deploy/${folder}/`, import.meta.url);
    for (const file of (await readdir(directory)).sort()) {
      if (!file.endsWith(".yaml")) continue;
      const text = await readFile(new URL(file, directory), "utf8");
      objects.push(...[...parseAllDocuments(text)].map((document) => document.toJS() as UnstructuredObject));
    }
  }
  return objects;
}
