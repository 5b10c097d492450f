import { describe, expect, it } from "vitest";
import { cgroupLayout } from "./cgroups.ts";

const v1 = `proc /proc proc rw 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0
`;

describe("the cgroups of a machine", () => {
  it("of version 1 are all hierarchies, also the second version's that is there for bookkeeping", () => {
    const mounts = `${v1}cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n`;
    expect(cgroupLayout(mounts)).toEqual({
      version: "v1",
      hierarchies: ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/cpuset", "/sys/fs/cgroup/unified"],
    });
  });

  it("of version 2 are one", () => {
    expect(cgroupLayout("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n")).toEqual({
      version: "v2",
      hierarchies: ["/sys/fs/cgroup"],
    });
  });

  it("are not known where none is mounted", () => {
    expect(cgroupLayout("proc /proc proc rw 0 0\n")).toBeUndefined();
  });
});
