import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { buildImage, serverImage, type BuiltImage, type EnsureImagesOptions } from "@holdfast/local-cluster";
import { repository, runProgram } from "./run-program.ts";

/** Holdfast's own image, `localhost/holdfast:<version>`, made of this checkout. */
export async function ensureServerImage(options: EnsureImagesOptions = {}): Promise<BuiltImage> {
  const { code, stdout } = await runProgram(process.execPath, ["packages/server/build.ts"], { stdout: "keep" });
  if (code !== 0) throw new Error(`the server could not be built (packages/server/build.ts ended with ${code})`);
  const distribution = stdout.trim().split("\n").at(-1) ?? "";
  const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return buildImage(serverImage({ version, distribution }), options);
}
