import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeOldBuilds } from "./old-builds.ts";

it("keeps the newest builds of an image and every build of others", async () => {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-builds-"));
  try {
    const bases = [1, 2, 3, 4, 5].map((number) => `localhost-app-1.0-${String(number).repeat(16)}`);
    const other = `localhost-app-1.0-extra-${"9".repeat(16)}`;
    for (const [index, base] of [...bases, other].entries()) {
      for (const ending of ["tar", "json"]) {
        await writeFile(join(directory, `${base}.${ending}`), "");
        await utimes(join(directory, `${base}.${ending}`), 1000 + index, 1000 + index);
      }
    }
    await removeOldBuilds(directory, "localhost-app-1.0");
    const expected = [...bases.slice(2), other].flatMap((base) => [`${base}.json`, `${base}.tar`]);
    expect((await readdir(directory)).sort()).toEqual(expected.sort());
  } finally {
    await rm(directory, { recursive: true });
  }
});
