/**
 * The pinned programs and the cluster's images: from empty caches (ours and go's, so everything is downloaded and
 * compiled), and again when all of it is there. Takes a quarter of an hour and 12 GB while it runs.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultProgramNames, ensureImages, ensurePrograms, images } from "@holdfast/local-cluster";
import { execute, figures, milliseconds } from "./measure.ts";
import type { Result } from "./result.ts";

const coldLimitSeconds = 15 * 60;
const warmLimitMilliseconds = 200;

export async function measure(): Promise<readonly Result[]> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-programs-"));
  const caches = {
    HOLDFAST_CACHE: join(directory, "holdfast"),
    GOCACHE: join(directory, "go-build"),
    GOMODCACHE: join(directory, "go-modules"),
  };
  const saved = Object.keys(caches).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, caches);
  try {
    return await measureHere();
  } finally {
    // go makes downloaded modules read-only: it is the one that can remove them.
    await execute("go", ["clean", "-modcache"]);
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureHere(): Promise<readonly Result[]> {
  const everyImage = Object.values(images);
  const cold = (await milliseconds(() => ensurePrograms(defaultProgramNames))) / 1000;
  const put = (await milliseconds(() => ensureImages(everyImage))) / 1000;
  const again: number[] = [];
  for (let turn = 0; turn < 10; turn++) again.push(await milliseconds(() => ensureImages(everyImage)));
  const warm = figures(again).median;
  return [
    {
      what: "the programs from empty caches",
      unit: "s",
      ours: cold,
      limit: "15 min on two cores",
      held: cold <= coldLimitSeconds,
    },
    {
      what: "the images after that",
      unit: "s",
      ours: put,
      limit: "within the same 15 min",
      held: cold + put <= coldLimitSeconds,
    },
    {
      what: "programs and images when nothing is missing, median of 10",
      unit: "ms",
      ours: warm,
      limit: `${warmLimitMilliseconds} ms`,
      held: warm <= warmLimitMilliseconds,
    },
  ];
}
