import { createHash } from "node:crypto";
import type { Program } from "./catalogue.ts";

/** The Go client that will build: its answer to `go env GOVERSION GOOS GOARCH`. */
export interface Toolchain {
  readonly version: string;
  readonly os: string;
  readonly architecture: string;
}

export interface ModuleFiles {
  readonly goMod: string;
  readonly goSum: string;
}

/** The arguments of `go` for one program, up to and without the output's path. */
export function buildArguments(program: Program): readonly string[] {
  const stamps = Object.entries(program.stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  return ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", `-ldflags=${["-s -w", ...stamps].join(" ")}`];
}

/** No libc: the programs also go into images that have none. No other toolchain than the one that was checked. */
export const buildEnvironment = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "", GOWORK: "off" } as const;

/** Names everything that decides the output, so that equal keys mean equal programs. */
export function programKey(program: Program, files: ModuleFiles, toolchain: Toolchain): string {
  const parts = [
    "program-1",
    program.packagePath,
    files.goMod,
    files.goSum,
    buildArguments(program),
    buildEnvironment,
    toolchain.version,
    toolchain.os,
    toolchain.architecture,
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${program.module}-${digest.slice(0, 16)}`;
}
