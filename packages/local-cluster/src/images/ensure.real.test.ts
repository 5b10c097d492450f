import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { images } from "./catalogue.ts";
import { defineImage } from "./definition.ts";
import { buildImage } from "./ensure.ts";
import type { ImageProgress } from "./progress.ts";

const run = promisify(execFile);
const savedCache = process.env["HOLDFAST_CACHE"];

describe("images", () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "holdfast-images-"));
    process.env["HOLDFAST_CACHE"] = join(directory, "cache");
  });
  afterAll(async () => {
    if (savedCache === undefined) delete process.env["HOLDFAST_CACHE"];
    else process.env["HOLDFAST_CACHE"] = savedCache;
    await rm(directory, { recursive: true });
  });

  it("are put together once; from the same parts they have the same digest", async () => {
    const seen: ImageProgress[] = [];
    const report = (progress: ImageProgress): void => void seen.push(progress);
    const first = await buildImage(images.busybox, { report });
    expect(await buildImage(images.busybox, { report })).toEqual(first);
    expect(seen.filter(({ kind }) => kind === "built-image")).toHaveLength(1);
    await rm(first.path);
    const again = await buildImage(images.busybox, { report });
    expect(again.digest).toBe(first.digest);
  });

  it("of busybox hold programs that run", async () => {
    const { path } = await buildImage(images.busybox);
    const root = join(directory, "root");
    for (const layer of await layersOf(path)) {
      await mkdir(root, { recursive: true });
      await writeFile(join(directory, "layer.tar"), layer);
      await run("tar", ["-xpf", join(directory, "layer.tar"), "-C", root]);
    }
    const { stdout } = await run("chroot", [root, "/bin/sh", "-c", "echo one two | cut -d' ' -f2; id -u"]);
    expect(stdout).toBe("two\n0\n");
  });

  it("change when a file of an application does", async () => {
    const source = join(directory, "app");
    await mkdir(join(source, "lib"), { recursive: true });
    await writeFile(join(source, "lib", "a.js"), "1");
    const definition = defineImage({
      name: "localhost/app:1.0.0",
      layers: [{ kind: "directory", source, target: "/app" }],
      entrypoint: ["/app/lib/a.js"],
    });
    const first = await buildImage(definition);
    await writeFile(join(source, "lib", "a.js"), "2");
    const second = await buildImage(definition);
    expect(second.path).not.toBe(first.path);
    expect(second.digest).not.toBe(first.digest);
    const note = await readFile(second.path.replace(/\.tar$/, ".json"), "utf8");
    expect(JSON.parse(note)).toMatchObject({ digest: second.digest });
  });
});

async function layersOf(path: string): Promise<readonly Buffer[]> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  createReadStream(path).pipe(reader);
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry));
  const manifests = JSON.parse(files.get("index.json")?.toString() ?? "") as { manifests: [{ digest: string }] };
  const blob = (digest: string): Buffer => files.get(`blobs/sha256/${digest.slice(7)}`) ?? Buffer.of();
  const manifest = JSON.parse(blob(manifests.manifests[0].digest).toString()) as { layers: { digest: string }[] };
  return manifest.layers.map(({ digest }) => blob(digest));
}
