import { describe, expect, it } from "vitest";
import { judgeMachine, type MachineFacts } from "./machine.ts";

const gibibyte = 1024 ** 3;
const fit: MachineFacts = {
  platform: "linux",
  architecture: "x64",
  isRoot: true,
  missingPackages: [],
  missingKernelFeatures: [],
  cgroups: { version: "v2", hierarchies: ["/sys/fs/cgroup"] },
  state: "/var/lib/holdfast/clusters/one",
  stateFreeBytes: 50 * gibibyte,
  stateFileSystem: "other",
  socketPathLength: 50,
  freeMemoryBytes: 8 * gibibyte,
  apiPort: { port: 16443, free: true },
};

function problemsOf(facts: Partial<MachineFacts>): readonly string[] {
  return judgeMachine({ ...fit, ...facts }).map(({ problem }) => problem);
}

describe("a machine", () => {
  it("with everything has no problems", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it("is told all its problems at once, each with a remedy", () => {
    const problems = judgeMachine({
      ...fit,
      isRoot: false,
      missingPackages: ["containerd", "runc"],
      missingKernelFeatures: ["br_netfilter"],
      stateFreeBytes: gibibyte,
      freeMemoryBytes: gibibyte,
      apiPort: { port: 16443, free: false },
    });
    expect(problems.map(({ problem }) => problem)).toEqual([
      "This user is not root",
      "Debian packages are missing: containerd runc",
      "The kernel lacks br_netfilter",
      "/var/lib/holdfast/clusters/one has 1.0 GiB free, a cluster needs 4.0 GiB",
      "1.0 GiB of memory are free, a cluster needs 2.0 GiB",
      "Port 16443 of 127.0.0.1 is in use by another program",
    ]);
    expect(problems.every(({ remedy }) => remedy !== "")).toBe(true);
    expect(problems[1]?.remedy).toBe("apt-get install containerd runc");
  });

  it("that is not Linux hears of nothing else", () => {
    expect(problemsOf({ platform: "darwin", isRoot: false })).toEqual(["This is darwin, not Linux"]);
  });

  it("with cgroups of version 1 needs the kubelet's controllers", () => {
    const hierarchies = ["/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"];
    expect(problemsOf({ cgroups: { version: "v1", hierarchies } })).toEqual([
      "cgroup controllers are not mounted: cpuset",
    ]);
  });

  it("cannot keep the state where the node cannot see it or unpack containers", () => {
    expect(problemsOf({ state: "/run/x/clusters/one" })).toHaveLength(1);
    expect(problemsOf({ stateFileSystem: "overlay" })).toHaveLength(1);
    expect(problemsOf({ socketPathLength: 108 })).toHaveLength(1);
  });
});
