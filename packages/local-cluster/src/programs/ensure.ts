import { chmod, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheDirectory } from "../cache/directory.ts";
import { withLock } from "../cache/lock.ts";
import { programs, upstreamDirectory, type Program, type ProgramName } from "./catalogue.ts";
import { runGoBuild } from "./go-build.ts";
import { programKey, type Toolchain } from "./key.ts";
import type { ReportProgramProgress } from "./progress.ts";
import { findToolchain } from "./toolchain.ts";

export interface EnsureProgramsOptions {
  readonly report?: ReportProgramProgress;
  readonly signal?: AbortSignal;
}

/**
 * The paths of these programs; those that are not in the cache are built first. Safe to call from several processes
 * at once: each program is built once, and appears under its name only when it is whole.
 */
export async function ensurePrograms<Name extends ProgramName>(
  names: readonly Name[],
  options: EnsureProgramsOptions = {},
): Promise<Readonly<Record<Name, string>>> {
  const wanted = await locate(names);
  const missing = await keepMissing(wanted);
  for (const [index, one] of missing.entries()) {
    const left = missing.slice(index + 1).map(({ name }) => name);
    options.report?.({
      kind: "building",
      program: one.name,
      version: one.program.version,
      number: index + 1,
      total: missing.length,
      left,
    });
    await buildOnce(one, options);
  }
  return Object.fromEntries(wanted.map(({ name, path }) => [name, path])) as Record<Name, string>;
}

/** Which of these would have to be built now. */
export async function missingPrograms<Name extends ProgramName>(names: readonly Name[]): Promise<readonly Name[]> {
  const missing = await keepMissing(await locate(names));
  return missing.map(({ name }) => name);
}

interface LocatedProgram<Name extends string = string> {
  readonly name: Name;
  readonly program: Program;
  readonly path: string;
}

async function locate<Name extends ProgramName>(names: readonly Name[]): Promise<readonly LocatedProgram<Name>[]> {
  const toolchain = await findToolchain();
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const program: Program = programs[name];
      return { name, program, path: await programPath(program, toolchain) };
    }),
  );
}

async function programPath(program: Program, toolchain: Toolchain): Promise<string> {
  const directory = join(upstreamDirectory, program.module);
  const files = {
    goMod: await readFile(join(directory, "go.mod"), "utf8"),
    goSum: await readFile(join(directory, "go.sum"), "utf8"),
  };
  return join(cacheDirectory(), "programs", programKey(program, files, toolchain), program.file);
}

async function keepMissing<Name extends string>(
  wanted: readonly LocatedProgram<Name>[],
): Promise<readonly LocatedProgram<Name>[]> {
  const present = await Promise.all(wanted.map(({ path }) => isPresent(path)));
  return wanted.filter((_, index) => present[index] !== true);
}

async function buildOnce({ name, program, path }: LocatedProgram, options: EnsureProgramsOptions): Promise<void> {
  const onWait = (): void => options.report?.({ kind: "waiting", program: name });
  await withLock(
    `${dirname(path)}.lock`,
    async () => {
      // Whoever held the lock before may have built it.
      if (await isPresent(path)) return;
      await build(program, path, options);
    },
    { onWait },
  );
}

async function build(program: Program, path: string, options: EnsureProgramsOptions): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await mkdir(dirname(path), { recursive: true });
  const startedAt = Date.now();
  const seconds = (): number => (Date.now() - startedAt) / 1000;
  try {
    await runGoBuild(program, {
      directory: join(upstreamDirectory, program.module),
      output: unfinished,
      onPackages: (packages) =>
        options.report?.({ kind: "compiling", program: program.file, packages, seconds: seconds() }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    await chmod(unfinished, 0o755);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  const { size } = await stat(path);
  options.report?.({ kind: "built", program: program.file, bytes: size, seconds: seconds() });
}

async function isPresent(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.size > 0;
}
