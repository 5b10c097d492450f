/**
 * Makes `dist/`: the server as one ES module that plain Node runs, and the console's files beside it.
 *
 *     dist/main.js
 *     dist/console/index.html, dist/console/assets/…
 */
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { build as buildPages } from "vite";

const here = import.meta.dirname;
const consoleDirectory = join(here, "../console");
export const distribution = join(here, "dist");

/** May be called again: what was there is replaced. */
export async function buildServer(): Promise<string> {
  await rm(distribution, { recursive: true, force: true });
  await mkdir(distribution, { recursive: true });
  await buildPages({ root: consoleDirectory, configFile: join(consoleDirectory, "vite.config.ts"), logLevel: "warn" });
  await cp(join(consoleDirectory, "dist"), join(distribution, "console"), { recursive: true });
  const bundle = await rolldown({ input: join(here, "src/main.ts"), platform: "node", logLevel: "warn" });
  await bundle.write({
    dir: distribution,
    format: "esm",
    entryFileNames: "main.js",
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: true },
  });
  await bundle.close();
  return distribution;
}

if (import.meta.main) process.stdout.write(`${await buildServer()}\n`);
