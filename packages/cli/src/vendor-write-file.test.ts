import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeNewFile } from "./vendor-write-file.ts";

describe("a vendor's files", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vendor-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("get their mode when they are made, so that a private key is never readable for others", async () => {
    const path = join(directory, "vendor.key");
    await writeNewFile(path, "secret", 0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("are never written over", async () => {
    const path = join(directory, "vendor.key");
    await writeNewFile(path, "first", 0o600);
    await expect(writeNewFile(path, "second", 0o600)).rejects.toMatchObject({ code: "already-exists" });
    expect(await readFile(path, "utf8")).toBe("first");
  });

  it("in a directory that is not there are a bad argument", async () => {
    await expect(writeNewFile(join(directory, "no", "x"), "x", 0o600)).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});
