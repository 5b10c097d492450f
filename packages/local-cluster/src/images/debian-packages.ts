import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDirectory } from "../cache/directory.ts";
import { withLock } from "../cache/lock.ts";
import { LocalClusterError } from "../error.ts";
import type { DebianLayer } from "./definition.ts";

const run = promisify(execFile);

/**
 * Downloads the packages of a layer with this machine's own apt: its sources, keys and proxy settings, but a state of
 * its own, so that what is installed here plays no part and nothing here is changed. Returns paths of .deb files.
 */
export async function downloadPackages(layer: DebianLayer): Promise<readonly string[]> {
  const directory = join(cacheDirectory(), "debian");
  return withLock(join(directory, "lock"), async () => {
    const hostLists = await prepare(directory, "the machine's lists");
    try {
      return await download(hostLists, layer);
    } catch {
      // The machine's lists are missing or older than what the mirrors hold: fetch lists of our own.
      const own = await prepare(directory, "lists of our own");
      await apt(own, ["apt-get", "update"]);
      return download(own, layer);
    }
  });
}

interface Apt {
  readonly directory: string;
  readonly options: readonly string[];
}

async function prepare(directory: string, lists: "the machine's lists" | "lists of our own"): Promise<Apt> {
  for (const folder of ["packages", "lists/partial", "archives/partial"]) {
    await mkdir(join(directory, folder), { recursive: true });
  }
  const status = join(directory, "status");
  // Made once and never touched: apt reads its lists anew when this file is younger than its cache.
  await writeFile(status, "", { flag: "a" });
  const settings = {
    "Dir::State::status": status,
    "Dir::Cache::archives": join(directory, "archives"),
    // apt reads its lists once instead of for each layer.
    "Dir::Cache::pkgcache": join(directory, "pkgcache.bin"),
    "Dir::Cache::srcpkgcache": join(directory, "srcpkgcache.bin"),
    "APT::Install-Recommends": "false",
    // apt would otherwise drop to a user that cannot write into the cache.
    "APT::Sandbox::User": "root",
    "Debug::NoLocking": "1",
    ...(lists === "lists of our own" ? { "Dir::State::lists": join(directory, "lists") } : {}),
  };
  return { directory, options: Object.entries(settings).map(([name, value]) => `-o${name}=${value}`) };
}

async function download(tools: Apt, layer: DebianLayer): Promise<readonly string[]> {
  const wanted = await resolve(tools, layer);
  const folder = join(tools.directory, "packages");
  const present = new Set(await readdir(folder));
  const missing = wanted.filter(({ file }) => !present.has(file));
  if (missing.length > 0) {
    const specs = missing.map(({ name, version }) => `${name}=${version}`);
    await apt(tools, ["apt-get", "download", "-qq", ...specs], folder);
  }
  return wanted.map(({ file }) => join(folder, file));
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  /** As apt names it; the colon of an epoch is written %3a. */
  readonly file: string;
}

async function resolve(tools: Apt, layer: DebianLayer): Promise<readonly PackageFile[]> {
  const printed = await apt(tools, ["apt-get", "install", "-qq", "-y", "--print-uris", ...layer.packages]);
  return choosePackages(printed, layer);
}

/** Reads `apt-get --print-uris`: `'<address>' <file> <size> <checksum>`. */
export function choosePackages(printed: string, layer: DebianLayer): readonly PackageFile[] {
  const all = printed
    .split("\n")
    .map((line) => /^'[^']*' (([^_ ]+)_([^_ ]+)_[^_ ]+\.deb) /.exec(line))
    .filter((match) => match !== null)
    .map(([, file = "", name = "", version = ""]) => ({ name, version: decodeURIComponent(version), file }));
  const { packages, dependencies } = layer;
  const chosen =
    dependencies === "none"
      ? all.filter(({ name }) => packages.includes(name))
      : all.filter(({ name }) => !dependencies.without.includes(name));
  return chosen.sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function apt(tools: Apt, [file, ...args]: readonly [string, ...string[]], cwd?: string): Promise<string> {
  const [verb = "", ...rest] = args;
  try {
    const { stdout } = await run(file, [verb, ...tools.options, ...rest], {
      cwd: cwd ?? tools.directory,
      maxBuffer: 16 * 1024 ** 2,
      env: { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
    });
    return stdout;
  } catch (error) {
    throw explainAptFailure(error);
  }
}

function explainAptFailure(error: unknown): LocalClusterError {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === "ENOENT") {
    return new LocalClusterError("machine-unfit", "apt-get was not found", {
      reason: "Parts of the images come from Debian packages.",
      remedy: "Use a machine with Debian 12.",
      cause: error,
    });
  }
  const said = (stderr ?? String(error)).trim().split("\n").slice(-6).join("\n");
  return new LocalClusterError("build-failed", "Debian packages for an image could not be had", {
    reason: said,
    remedy: /Unable to locate package|no installation candidate/.test(said)
      ? "This machine's package sources do not have them: Debian 12 (bookworm) with its main archive is needed."
      : "See that `apt-get update` works on this machine, then run the same command again.",
    cause: error,
  });
}
