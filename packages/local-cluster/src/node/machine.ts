import type { CgroupLayout } from "./cgroups.ts";

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
