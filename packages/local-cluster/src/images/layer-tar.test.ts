import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assert, asyncProperty, shuffledSubarray } from "fast-check";
import { extract, type Header } from "tar-stream";
import { describe, expect, it } from "vitest";
import { arrange, directoryEntry, fileEntry, linkEntry, normalPath, type TreeEntry } from "./file-tree.ts";
import { digestLayer, layerTar } from "./layer-tar.ts";

const bytes = (value: string): { kind: "bytes"; bytes: Uint8Array } => ({ kind: "bytes", bytes: Buffer.from(value) });

const longName = `/opt/${"ä".repeat(120)}/file`;
const entries: readonly TreeEntry[] = [
  fileEntry("/usr/bin/tool", bytes("tool"), 0o755),
  linkEntry("/bin", "usr/bin"),
  directoryEntry("/tmp", 0o1777),
  fileEntry("/etc/passwd", bytes("root")),
  fileEntry("/etc/empty", bytes("")),
  fileEntry(longName, bytes("long")),
];

async function read(tree: readonly TreeEntry[]): Promise<readonly (Header & { readonly content: string })[]> {
  const found: (Header & { readonly content: string })[] = [];
  const reader = extract();
  layerTar(arrange(tree)).pipe(reader);
  for await (const entry of reader) found.push({ ...entry.header, content: await text(entry) });
  return found;
}

describe("a layer", () => {
  it("has the same bytes in whatever order its entries were given", async () => {
    const expected = await digestLayer(arrange(entries));
    const orders = shuffledSubarray([...entries], { minLength: entries.length });
    await assert(
      asyncProperty(orders, async (order) => {
        expect(await digestLayer(arrange(order))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("holds every parent directory before what is in it, and nothing of this machine", async () => {
    const headers = await read(entries);
    const names = headers.map(({ name }) => name.replace(/\/$/, ""));
    expect(names.slice(0, 5)).toEqual(["bin", "etc", "etc/empty", "etc/passwd", "opt"]);
    expect(headers.every(({ mtime, uname, gname }) => mtime.getTime() === 0 && uname === "" && gname === "")).toBe(
      true,
    );
    const tool = headers.find(({ name }) => name === "usr/bin/tool");
    expect(tool).toMatchObject({ mode: 0o755, content: "tool", uid: 0 });
    expect(headers.find(({ content }) => content === "long")?.name).toBe(longName.slice(1));
  });

  it("is the same from a file on disk as from memory", async () => {
    const directory = await mkdtemp(join(tmpdir(), "holdfast-layer-"));
    try {
      const path = join(directory, "content");
      const content = "x".repeat(100_000);
      await writeFile(path, content);
      const onDisk = fileEntry("/f", { kind: "path", path, size: content.length });
      expect(await digestLayer(arrange([onDisk]))).toEqual(
        await digestLayer(arrange([fileEntry("/f", bytes(content))])),
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("takes the last of two entries with one path", () => {
    const [, entry] = arrange([fileEntry("/a/f", bytes("1")), fileEntry("/a/f", bytes("2"))]);
    expect(entry).toMatchObject({ path: "/a/f", content: bytes("2") });
  });

  it("refuses paths that climb", () => {
    expect(() => normalPath("/a/../b")).toThrow(TypeError);
    expect(() => normalPath("a")).toThrow(TypeError);
  });
});
