import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { listContents, readContents } from "./contents.ts";

function tarball(files: Readonly<Record<string, string>>): Readable {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return Readable.from(archive);
}

const files = {
  "metadata/version": "1.1.0\n",
  "resources/pods/namespaces/shop/db-0.json": `{"kind":"Pod"}`,
  "resources/pods/v1-preferredversion/namespaces/shop/db-0.json": `{"kind":"Pod"}`,
  "resources/namespaces/cluster/shop.json": `{"kind":"Namespace"}`,
};

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("a backup's tarball", () => {
  it("lists each object once", async () => {
    const entries = await collect(listContents(tarball(files)));
    expect(entries).toEqual([
      { resource: "pods", namespace: "shop", name: "db-0", size: 14 },
      { resource: "namespaces", name: "shop", size: 20 },
    ]);
  });

  it("gives the objects that were asked for", async () => {
    const objects = await collect(readContents(tarball(files), (entry) => entry.resource === "namespaces"));
    expect(objects.map(({ object }) => object)).toEqual([{ kind: "Namespace" }]);
  });

  it("is refused when an object is larger than the limit", async () => {
    const reading = collect(readContents(tarball(files), () => true, { objectBytes: 16, totalBytes: 1000 }));
    await expect(reading).rejects.toMatchObject({ code: "artefact-unreadable" });
  });

  it("is refused when it is no archive", async () => {
    const reading = collect(listContents(Readable.from([Buffer.alloc(1024, "x")])));
    await expect(reading).rejects.toMatchObject({ code: "artefact-unreadable" });
  });
});
