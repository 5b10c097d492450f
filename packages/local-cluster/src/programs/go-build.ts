import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { explainFailedBuild, isProgress } from "./build-failure.ts";
import type { Program } from "./catalogue.ts";
import { buildArguments, buildEnvironment } from "./key.ts";

/**
 * The compiler collects its garbage less often, which costs memory and spares processor time. Changes nothing in what is
 * built, and so is no part of the key.
 */
const compilerGarbage = "400";

export interface GoBuildRequest {
  /** The module's folder. */
  readonly directory: string;
  readonly output: string;
  /** About once a second, with the number of packages compiled so far. */
  readonly onPackages: (packages: number) => void;
  readonly signal?: AbortSignal;
}

/** Throws "build-failed" with go's own last lines. */
export async function runGoBuild(program: Program, request: GoBuildRequest): Promise<void> {
  const child = spawn("go", [...buildArguments(program), "-v", "-o", request.output, program.packagePath], {
    cwd: request.directory,
    env: { GOGC: compilerGarbage, ...process.env, ...buildEnvironment },
    stdio: ["ignore", "ignore", "pipe"],
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  let packages = 0;
  const lines: string[] = [];
  const reporting = setInterval(() => request.onPackages(packages), 1000);
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (isProgress(line)) packages += line.startsWith("go: ") ? 0 : 1;
    else lines.push(line);
  });
  try {
    const ended = await new Promise<number | string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
    });
    if (ended === 0) return;
    const { file, version } = program;
    throw explainFailedBuild({ program: file, version, output: lines.join("\n"), ended });
  } finally {
    clearInterval(reporting);
  }
}
