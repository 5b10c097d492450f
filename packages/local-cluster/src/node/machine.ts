import { constants } from "node:fs";
import { access, readFile, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LocalClusterError } from "../error.ts";
import { readCgroupLayout, type CgroupLayout } from "./cgroups.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, type ClusterPaths } from "./cluster-paths.ts";
import { isRoot } from "./cluster-record.ts";

/** One thing that the machine lacks, with what to do about it. */
export interface MachineProblem {
  readonly problem: string;
  readonly remedy: string;
}

/** What was seen of the machine. */
export interface MachineFacts {
  readonly platform: string;
  readonly architecture: string;
  readonly isRoot: boolean;
  /** Debian packages of which a program or file is missing. */
  readonly missingPackages: readonly string[];
  /** Kernel features by name that are not there. */
  readonly missingKernelFeatures: readonly string[];
  readonly cgroups: CgroupLayout | undefined;
  readonly state: string;
  readonly stateFreeBytes: number;
  readonly stateFileSystem: "overlay" | "other";
  readonly socketPathLength: number;
  readonly freeMemoryBytes: number;
  /** Absent when the cluster runs: its port is in use by itself. */
  readonly apiPort?: { readonly port: number; readonly free: boolean };
}

const gibibyte = 1024 ** 3;
const leastStateBytes = 4 * gibibyte;
const leastMemoryBytes = 2 * gibibyte;
/** Of a unix socket's path on Linux, without the zero at its end. */
const longestSocketPath = 107;
const v1Controllers = ["cpu", "cpuacct", "cpuset", "memory", "pids"];

/** All problems at once; none means that a node can be booted. */
export function judgeMachine(facts: MachineFacts): readonly MachineProblem[] {
  if (facts.platform !== "linux") {
    return [{ problem: `This is ${facts.platform}, not Linux`, remedy: "Use a Linux machine or a virtual one" }];
  }
  return [...judgeSystem(facts), ...judgeState(facts), ...judgeResources(facts)];
}

function judgeSystem(facts: MachineFacts): MachineProblem[] {
  const problems: MachineProblem[] = [];
  if (facts.architecture !== "x64") {
    problems.push({ problem: `The processor is ${facts.architecture}, not x86-64`, remedy: "Use an x86-64 machine" });
  }
  if (!facts.isRoot) {
    problems.push({ problem: "This user is not root", remedy: "Run the command with sudo, or as root" });
  }
  if (facts.missingPackages.length > 0) {
    const packages = facts.missingPackages.join(" ");
    problems.push({ problem: `Debian packages are missing: ${packages}`, remedy: `apt-get install ${packages}` });
  }
  for (const feature of facts.missingKernelFeatures) {
    problems.push({ problem: `The kernel lacks ${feature}`, remedy: `modprobe ${feature}, or a kernel that has it` });
  }
  const { cgroups } = facts;
  if (cgroups === undefined) {
    problems.push({ problem: "No cgroup file system is mounted", remedy: "Mount one at /sys/fs/cgroup" });
  } else if (cgroups.version === "v1") {
    const names = cgroups.hierarchies.flatMap((path) => path.slice(path.lastIndexOf("/") + 1).split(","));
    const missing = v1Controllers.filter((name) => !names.includes(name));
    if (missing.length > 0) {
      problems.push({
        problem: `cgroup controllers are not mounted: ${missing.join(", ")}`,
        remedy: "Mount them below /sys/fs/cgroup",
      });
    }
  }
  return problems;
}

function judgeState(facts: MachineFacts): MachineProblem[] {
  const problems: MachineProblem[] = [];
  const elsewhere = "Set HOLDFAST_STATE to a directory";
  if (facts.stateFileSystem === "overlay") {
    problems.push({
      problem: `${facts.state} is on an overlay file system, on which containers cannot be unpacked`,
      remedy: `${elsewhere} on ext4 or xfs`,
    });
  }
  if (facts.state === "/run" || facts.state.startsWith("/run/")) {
    problems.push({
      problem: "The node has a /run of its own and could not see its state",
      remedy: `${elsewhere} elsewhere`,
    });
  }
  if (facts.socketPathLength > longestSocketPath) {
    problems.push({
      problem: `The path of the state directory is too long for a socket in it: ${facts.state}`,
      remedy: `${elsewhere} with a shorter path`,
    });
  }
  return problems;
}

function judgeResources(facts: MachineFacts): MachineProblem[] {
  const problems: MachineProblem[] = [];
  if (facts.stateFreeBytes < leastStateBytes) {
    problems.push({
      problem: `${facts.state} has ${gib(facts.stateFreeBytes)} free, a cluster needs ${gib(leastStateBytes)}`,
      remedy: "Free some disk, or set HOLDFAST_STATE to a directory on a larger one",
    });
  }
  if (facts.freeMemoryBytes < leastMemoryBytes) {
    problems.push({
      problem: `${gib(facts.freeMemoryBytes)} of memory are free, a cluster needs ${gib(leastMemoryBytes)}`,
      remedy: "End other programs, or stop another cluster: holdfast cluster stop --name NAME",
    });
  }
  if (facts.apiPort?.free === false) {
    problems.push({
      problem: `Port ${facts.apiPort.port} of 127.0.0.1 is in use by another program`,
      remedy: "End that program, or for a new cluster give another port with --api-port",
    });
  }
  return problems;
}

function gib(bytes: number): string {
  return `${(bytes / gibibyte).toFixed(1)} GiB`;
}

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
