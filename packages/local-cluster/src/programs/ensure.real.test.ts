import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LocalClusterError } from "../error.ts";
import { ensurePrograms, missingPrograms } from "./ensure.ts";
import type { ProgramProgress } from "./progress.ts";

const saved = { cache: process.env["HOLDFAST_CACHE"], path: process.env["PATH"], proxy: process.env["GOPROXY"] };

describe("programs", () => {
  let cache: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "holdfast-programs-"));
    process.env["HOLDFAST_CACHE"] = cache;
  });

  afterEach(async () => {
    restore("HOLDFAST_CACHE", saved.cache);
    restore("PATH", saved.path);
    restore("GOPROXY", saved.proxy);
    await rm(cache, { recursive: true });
  });

  it("are built once, also when two ask at the same time, and never again", async () => {
    const seen: ProgramProgress[] = [];
    const report = (progress: ProgramProgress): void => void seen.push(progress);
    expect(await missingPrograms(["velero-helper"])).toEqual(["velero-helper"]);
    const [one, other] = await Promise.all([
      ensurePrograms(["velero-helper"], { report }),
      ensurePrograms(["velero-helper"], { report }),
    ]);
    expect(one).toEqual(other);
    expect(seen.filter(({ kind }) => kind === "built")).toHaveLength(1);
    await access(one["velero-helper"]);
    expect(await readdir(dirname(one["velero-helper"]))).toEqual(["velero-helper"]);
    expect(await ensurePrograms(["velero-helper"], { report })).toEqual(one);
    expect(seen.filter(({ kind }) => kind === "built")).toHaveLength(1);
    expect(await missingPrograms(["velero-helper"])).toEqual([]);
  });

  it("are not to be had without Go, and that is said", async () => {
    process.env["PATH"] = cache;
    const refusal = await ensurePrograms(["velero-helper"]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LocalClusterError);
    expect(refusal).toMatchObject({ code: "machine-unfit", message: "Go was not found" });
  });

  it("that fail leave nothing behind that would be taken for a program", async () => {
    process.env["GOPROXY"] = "off";
    process.env["GOMODCACHE"] = join(cache, "modules");
    try {
      const refusal = await ensurePrograms(["velero-helper"]).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: "build-failed" });
      expect((refusal as LocalClusterError).details.reason).toContain("GOPROXY=off");
    } finally {
      delete process.env["GOMODCACHE"];
    }
    expect(await missingPrograms(["velero-helper"])).toEqual(["velero-helper"]);
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
