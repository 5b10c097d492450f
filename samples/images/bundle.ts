import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "@holdfast/local-cluster";
import { build } from "rolldown";

/** A sample's program and what it imports as one file in the cache, named by its content. */
export async function bundleProgram(sample: string): Promise<string> {
  const { output } = await build({
    input: fileURLToPath(new URL(`../${sample}/web/main.ts`, import.meta.url)),
    platform: "node",
    write: false,
    logLevel: "warn",
    // An optional dependency of pg, for machines that have libpq's headers.
    external: ["pg-native"],
    output: { format: "esm", codeSplitting: false },
  });
  const { code } = output[0];
  const directory = join(cacheDirectory(), "samples");
  const path = join(directory, `${sample}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.mjs`);
  await mkdir(directory, { recursive: true });
  await writeFile(`${path}.${process.pid}`, code);
  await rename(`${path}.${process.pid}`, path);
  return path;
}
