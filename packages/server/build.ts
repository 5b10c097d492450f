/**
 * Makes `dist/`: the server as one ES module that plain Node runs, and the console's files beside it.
 *
 *     dist/main.js
 *     dist/console/index.html, dist/console/assets/…
 */
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { build as buildPages } from "vite";

const here = import.meta.dirname;
const consoleDirectory = join(here, "../console");
export const distribution = join(here, "dist");

/** May be called again, and by two at once: what is there is replaced when the new one is whole. */
export async function buildServer(): Promise<string> {
  const staging = `${distribution}.${process.pid}`;
  const former = `${staging}.former`;
  try {
    await buildPages({
      root: consoleDirectory,
      configFile: join(consoleDirectory, "vite.config.ts"),
      build: { outDir: join(staging, "console"), emptyOutDir: true },
      logLevel: "error",
    });
    const bundle = await rolldown({ input: join(here, "src/main.ts"), platform: "node", logLevel: "warn" });
    await bundle.write({
      file: join(staging, "main.js"),
      format: "esm",
      codeSplitting: false,
      minify: { compress: true, mangle: false, codegen: true },
    });
    await bundle.close();
    await rename(distribution, former).catch(ignoreAbsent);
    await rename(staging, distribution);
  } finally {
    await Promise.all([staging, former].map((path) => rm(path, { recursive: true, force: true })));
  }
  return distribution;
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

if (import.meta.main) process.stdout.write(`${await buildServer()}\n`);
