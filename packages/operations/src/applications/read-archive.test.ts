import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { assert, asyncProperty, constantFrom, dictionary, record, stringMatching, uint8Array } from "fast-check";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { Fault, checkEntries, parseRelease } from "@holdfast/domain";
import { codecs } from "./codecs.ts";
import { loadRelease } from "./load-release.ts";
import { contentDigest, packRelease } from "./pack-release.ts";
import { readArchive } from "./read-archive.ts";

interface Written {
  readonly name: string;
  readonly type?: "file" | "symlink" | "link" | "directory" | "fifo" | "character-device";
  readonly linkname?: string;
  readonly content?: Uint8Array | string;
}

async function archiveOf(entries: readonly Written[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, type = "file", linkname, content = "" } of entries) {
    tar.entry(
      { name, type, ...(linkname === undefined ? {} : { linkname }) },
      type === "file" ? Buffer.from(content) : "",
    );
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

async function refusal(work: Promise<unknown>): Promise<Fault> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error("no Fault was thrown", { cause: error });
}

describe("a release archive", () => {
  it("with links, devices or paths that climb out is refused, each entry named", async () => {
    const entries = await readArchive(
      await archiveOf([
        { name: "../../etc/cron.d/x", content: "x" },
        { name: "/etc/passwd", content: "x" },
        { name: "inside", type: "symlink", linkname: "/etc" },
        { name: "inside/passwd", content: "x" },
        { name: "hard", type: "link", linkname: "../x" },
        { name: "pipe", type: "fifo" },
      ]),
    );
    const parsing = parseRelease(entries, codecs);
    const problems =
      parsing.kind === "refused" ? parsing.problems.map(({ file, message }) => `${file}: ${message}`) : [];
    expect(problems).toEqual([
      "../../etc/cron.d/x: the path climbs out of the release",
      "/etc/passwd: the path is absolute",
      "inside: is a link (to /etc); a release has files and folders only",
      "hard: is a link (to ../x); a release has files and folders only",
      "pipe: is a fifo; a release has files and folders only",
    ]);
  });

  it("that is a bomb is refused before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
    const fault = await refusal(readArchive(bomb));
    expect(fault).toMatchObject({ code: "invalid-release" });
    expect(fault.details.reason).toMatch(/more than 200 times its size/u);
  });

  it("with too many files, or more than 20 MiB of them, is refused", async () => {
    const many = Array.from({ length: 4100 }, (_, number) => ({ name: `f${number}`, content: String(Math.random()) }));
    expect((await refusal(readArchive(await archiveOf(many)))).details.reason).toMatch(/more than 2000 files/u);
    const noise = Buffer.alloc(21 * 1024 * 1024, "0123456789abcdefghijklmnopqrstuvwxyz");
    for (let at = 0; at < noise.length; at += 64) noise.writeUInt32LE(Math.floor(Math.random() * 2 ** 32), at);
    expect((await refusal(readArchive(await archiveOf([{ name: "big", content: noise }])))).details.reason).toMatch(
      /20 MiB/u,
    );
  });

  it("that is no archive, or is cut off, is refused", async () => {
    const whole = await archiveOf([{ name: "a", content: "x".repeat(5000) }]);
    for (const content of [Buffer.from("hello"), Buffer.alloc(0), whole.subarray(0, whole.length - 20)]) {
      expect((await refusal(readArchive(content))).code).toBe("invalid-release");
    }
  });

  it("comes back from packing as it was, and the same files are the same bytes", async () => {
    const path = stringMatching(/^[a-z][a-z0-9._-]{0,20}(?:\/[a-z0-9_-]{1,30}){0,4}$/u);
    await assert(
      asyncProperty(dictionary(path, uint8Array({ maxLength: 3000 }), { minKeys: 1 }), async (files) => {
        const given = new Map(Object.entries(files).map(([name, content]) => [name, content] as const));
        const packed = await packRelease(given);
        expect(packed.equals(await packRelease(given))).toBe(true);
        const reading = checkEntries(await readArchive(packed));
        if (reading.kind === "refused") throw new Error(JSON.stringify(reading.problems));
        expect(contentDigest(reading.files)).toBe(
          contentDigest(new Map([...given].sort(([one], [other]) => (one < other ? -1 : 1)))),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("never gives a file whose path leaves the release, whatever its entries are", async () => {
    const entry = record({
      name: stringMatching(/^(?:\.\.|\.|a|b|\/|\\){1,6}$/u),
      type: constantFrom("file" as const, "symlink" as const, "directory" as const),
    });
    await assert(
      asyncProperty(entry, async (written) => {
        const entries = await readArchive(await archiveOf([{ ...written, linkname: "x", content: "x" }])).catch(
          () => [],
        );
        const reading = checkEntries(entries);
        const paths = reading.kind === "read" ? [...reading.files.keys()] : [];
        expect(paths.filter((path) => path.startsWith("/") || path.split("/").includes(".."))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a release directory", () => {
  it("with a link in it is refused, and the link is not followed", async () => {
    const directory = await mkdtemp(join(tmpdir(), "release-"));
    try {
      await mkdir(join(directory, "sub"));
      await writeFile(join(directory, "sub", "secret.txt"), "x");
      await symlink("/etc/passwd", join(directory, "sub", "passwd.yaml"));
      const fault = await refusal(loadRelease(directory));
      expect(fault.code).toBe("invalid-release");
      expect(fault.details.reason).toContain("sub/passwd.yaml: is a link (to /etc/passwd)");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("that is not there is a bad argument", async () => {
    expect((await refusal(loadRelease("/nowhere/at/all"))).code).toBe("invalid-argument");
  });
});
