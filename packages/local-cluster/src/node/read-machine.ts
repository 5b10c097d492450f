import { constants } from "node:fs";
import { access, readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LocalClusterError } from "../error.ts";
import { readCgroupLayout } from "./cgroups.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, type ClusterPaths } from "./cluster-paths.ts";
import { isRoot } from "./cluster-record.ts";
import { judgeMachine, type MachineFacts, type MachineProblem } from "./machine.ts";

/** What keeps a cluster of that name from running here, all at once; nothing is changed. Ports are not looked at. */
export async function checkMachine(name: string = defaultClusterName): Promise<readonly MachineProblem[]> {
  return judgeMachine(await readMachine({ paths: clusterPaths(name) }));
}

interface MachineQuestion {
  readonly paths: ClusterPaths;
  /** Absent when the port is the running cluster's own. */
  readonly apiPort?: number;
}

/** Throws one fault that names every problem. Nothing has been changed then. */
export async function requireFitMachine(question: MachineQuestion): Promise<void> {
  const problems = judgeMachine(await readMachine(question));
  if (problems.length === 0) return;
  throw new LocalClusterError("machine-unfit", "A cluster cannot run on this machine as it is; nothing was changed", {
    reason: problems.map(({ problem }) => problem).join("\n"),
    remedy: problems.map(({ remedy }) => remedy).join("\n"),
  });
}

async function readMachine({ paths, apiPort }: MachineQuestion): Promise<MachineFacts> {
  const isLinux = process.platform === "linux";
  const disk = await statfs(await nearestExisting(paths.state));
  const overlayMagic = 0x794c7630;
  return {
    platform: process.platform,
    architecture: process.arch,
    isRoot: isRoot(),
    missingPackages: await findMissingPackages(),
    missingKernelFeatures: isLinux ? await findMissingKernelFeatures() : [],
    cgroups: isLinux ? await readCgroupLayout() : undefined,
    state: paths.state,
    stateFreeBytes: disk.bavail * disk.bsize,
    stateFileSystem: disk.type === overlayMagic ? "overlay" : "other",
    socketPathLength: Buffer.byteLength(paths.socket),
    freeMemoryBytes: isLinux ? await readAvailableMemory() : freemem(),
    ...(apiPort === undefined ? {} : { apiPort: { port: apiPort, free: await isPortFree(apiPort) } }),
  };
}

/** A program's name is looked for on the PATH, a path is looked for itself. */
const neededFiles: readonly (readonly [debianPackage: string, files: readonly string[]])[] = [
  ["containerd", ["containerd", "ctr", "containerd-shim-runc-v2"]],
  ["runc", ["runc"]],
  ["containernetworking-plugins", ["/usr/lib/cni/bridge", "/usr/lib/cni/host-local", "/usr/lib/cni/portmap"]],
  ["nftables", ["nft"]],
  ["iptables", ["iptables"]],
  ["conntrack", ["conntrack"]],
  ["iproute2", ["ip"]],
  ["util-linux", ["unshare", "nsenter", "setpriv"]],
  ["mount", ["mount", "umount"]],
  ["hostname", ["hostname"]],
  ["busybox-static", ["busybox"]],
];

async function findMissingPackages(): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [name, files] of neededFiles) {
    const found = await Promise.all(files.map((file) => isInstalled(file)));
    if (found.includes(false)) missing.push(name);
  }
  return missing;
}

async function isInstalled(file: string): Promise<boolean> {
  if (file.startsWith("/")) return isThere(file);
  // A user's PATH often lacks the directories of the system's programs.
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const directory of directories) if (await isThere(join(directory, file))) return true;
  return false;
}

async function findMissingKernelFeatures(): Promise<readonly string[]> {
  const fileSystems = await readFile("/proc/filesystems", "utf8");
  const missing: string[] = [];
  if (!/^\S*\toverlay$/m.test(fileSystems)) missing.push("overlay");
  if (!(await isThere("/proc/sys/net/bridge/bridge-nf-call-iptables"))) missing.push("br_netfilter");
  return missing;
}

async function readAvailableMemory(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8");
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** The first free port of the range, so that clusters have neighbouring ones. */
export async function findFreePort(first: number, taken: readonly number[]): Promise<number> {
  for (let port = first; port < first + 200; port++) {
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  throw new LocalClusterError("machine-unfit", `No port of 127.0.0.1 from ${first} to ${first + 199} is free`, {
    remedy: "Give a free one with --api-port",
  });
}

async function nearestExisting(path: string): Promise<string> {
  let directory = path;
  while (!(await isThere(directory))) directory = dirname(directory);
  return directory;
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
