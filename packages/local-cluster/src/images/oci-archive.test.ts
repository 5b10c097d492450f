import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineImage } from "./definition.ts";
import { arrange, fileEntry } from "./file-tree.ts";
import { writeOciArchive } from "./oci-archive.ts";

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Record<string, string>;
}

const definition = defineImage({
  name: "localhost/sample:1.0.0",
  layers: [],
  entrypoint: ["/run"],
  user: "65532:65532",
  environment: { MODE: "test" },
});
const layer = (content: string): ReturnType<typeof arrange> =>
  arrange([fileEntry("/run", { kind: "bytes", bytes: Buffer.from(content) }, 0o755)]);

async function open(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  createReadStream(path).pipe(reader);
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry));
  return files;
}

describe("an OCI archive", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "holdfast-oci-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it("names the image, and every part of it is what its digest says", async () => {
    const path = join(directory, "one.tar");
    const { digest } = await writeOciArchive(path, definition, [layer("one"), layer("two"), layer("one")]);
    const files = await open(path);
    const follow = ({ digest: wanted, size }: Descriptor): Buffer => {
      const bytes = files.get(`blobs/sha256/${wanted.slice(7)}`) ?? Buffer.of();
      expect(bytes).toHaveLength(size);
      expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(wanted);
      return bytes;
    };
    const index = JSON.parse(files.get("index.json")?.toString() ?? "") as { manifests: [Descriptor] };
    expect(index.manifests[0].digest).toBe(digest);
    expect(index.manifests[0].annotations?.["io.containerd.image.name"]).toBe("localhost/sample:1.0.0");
    const manifest = JSON.parse(follow(index.manifests[0]).toString()) as { config: Descriptor; layers: Descriptor[] };
    manifest.layers.forEach(follow);
    const config = JSON.parse(follow(manifest.config).toString()) as {
      config: Record<string, unknown>;
      rootfs: { diff_ids: string[] };
    };
    expect(config.config).toMatchObject({ Entrypoint: ["/run"], User: "65532:65532" });
    expect(config.config["Env"]).toContain("MODE=test");
    expect(config.rootfs.diff_ids).toEqual(manifest.layers.map((one) => one.digest));
  });

  it("is the same, byte for byte, when written again", async () => {
    const paths = ["a.tar", "b.tar"].map((name) => join(directory, name));
    for (const path of paths) await writeOciArchive(path, definition, [layer("same")]);
    const [first, second] = await Promise.all(paths.map((path) => readFile(path)));
    expect(first?.equals(second ?? Buffer.of())).toBe(true);
  });

  it("is refused a name that a kubelet would try to pull anew", () => {
    expect(() => defineImage({ ...definition, name: "localhost/sample:latest" })).toThrow(TypeError);
    expect(() => defineImage({ ...definition, name: "sample" })).toThrow(TypeError);
  });
});
