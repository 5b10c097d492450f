import { readdirSync } from "node:fs";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The cgroup file systems of a machine. With version 1 there is one per controller, and a cluster joins every one. */
export type CgroupLayout =
  | { readonly version: "v1"; readonly hierarchies: readonly string[] }
  | { readonly version: "v2"; readonly hierarchies: readonly [string] };

/** Reads the text of /proc/mounts. Undefined when the machine has no cgroups mounted. */
export function cgroupLayout(mounts: string): CgroupLayout | undefined {
  const v1: string[] = [];
  const v2: string[] = [];
  for (const line of mounts.split("\n")) {
    const [, path, type] = line.split(" ");
    if (path === undefined) continue;
    if (type === "cgroup") v1.push(path);
    if (type === "cgroup2") v2.push(path);
  }
  // Beside version 1 a second version is mounted for bookkeeping only; runc makes its groups in there too.
  if (v1.length > 0) return { version: "v1", hierarchies: [...new Set([...v1, ...v2])] };
  const [root] = v2;
  return root === undefined ? undefined : { version: "v2", hierarchies: [root] };
}

export async function readCgroupLayout(): Promise<CgroupLayout | undefined> {
  return cgroupLayout(await readFile("/proc/mounts", "utf8"));
}

/** The cluster's parent group, as the kubelet's `cgroupRoot` names it. */
export function cgroupRoot(clusterId: string): string {
  return `/holdfast-${clusterId}`;
}

/** Makes the cluster's groups and moves the process into the one of the node's own programs; children inherit it. */
export async function joinCgroups(layout: CgroupLayout, clusterId: string, pid: number): Promise<void> {
  for (const hierarchy of layout.hierarchies) {
    const parent = join(hierarchy, cgroupRoot(clusterId));
    const own = join(parent, "node");
    await mkdir(own, { recursive: true });
    if (layout.version === "v1") {
      await fillCpuset(hierarchy, parent);
      await fillCpuset(parent, own);
    } else {
      await enableControllers(hierarchy);
      await enableControllers(parent);
    }
    await writeFile(join(own, "cgroup.procs"), String(pid));
  }
}

/** A new version 1 cpuset group is empty and takes no process. */
async function fillCpuset(parent: string, child: string): Promise<void> {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const value = await readFile(join(parent, file), "utf8").catch(() => undefined);
    if (value !== undefined) await writeFile(join(child, file), value.trim());
  }
}

async function enableControllers(group: string): Promise<void> {
  const available = (await readFile(join(group, "cgroup.controllers"), "utf8")).trim().split(" ");
  const wanted = ["cpu", "cpuset", "io", "memory", "pids", "hugetlb"].filter((name) => available.includes(name));
  await writeFile(join(group, "cgroup.subtree_control"), wanted.map((name) => `+${name}`).join(" "));
}

/** Every process of the cluster, whoever its parent is now. Pids are those of the reader's namespace. */
export async function clusterProcesses(layout: CgroupLayout, clusterId: string): Promise<readonly number[]> {
  const pids = new Set<number>();
  for (const hierarchy of layout.hierarchies) {
    for (const group of groupsBelow(join(hierarchy, cgroupRoot(clusterId)))) {
      for (const pid of await groupProcesses(group)) pids.add(pid);
    }
  }
  return [...pids];
}

/** Processes of the pods' containers alone. */
export async function podProcesses(layout: CgroupLayout, clusterId: string): Promise<readonly number[]> {
  const pids = new Set<number>();
  for (const hierarchy of layout.hierarchies) {
    for (const group of groupsBelow(join(hierarchy, cgroupRoot(clusterId), "kubepods"))) {
      for (const pid of await groupProcesses(group)) pids.add(pid);
    }
  }
  return [...pids];
}

async function groupProcesses(group: string): Promise<readonly number[]> {
  const text = await readFile(join(group, "cgroup.procs"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Removes the cluster's groups; they must be empty of processes. Absent ones are fine. */
export async function removeCgroups(layout: CgroupLayout, clusterId: string): Promise<void> {
  for (const hierarchy of layout.hierarchies) {
    for (const group of groupsBelow(join(hierarchy, cgroupRoot(clusterId)))) await removeGroup(group);
  }
}

/** The kernel calls a group busy for a moment after its last process has ended. */
async function removeGroup(group: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rmdir(group);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return;
      if (code !== "EBUSY" || attempt > 100) throw error;
      await sleep(50);
    }
  }
}

/** The group and all groups in it, deepest first; none when it does not exist. */
function groupsBelow(group: string): readonly string[] {
  let entries;
  try {
    entries = readdirSync(group, { withFileTypes: true });
  } catch {
    return [];
  }
  const below = entries.filter((entry) => entry.isDirectory()).flatMap((entry) => groupsBelow(join(group, entry.name)));
  return [...below, group];
}

/** Memory that the cluster uses and that cannot be reclaimed at once, in bytes. Undefined when it is not counted. */
export async function memoryInUse(layout: CgroupLayout, clusterId: string): Promise<number | undefined> {
  for (const hierarchy of layout.hierarchies) {
    const group = join(hierarchy, cgroupRoot(clusterId));
    const [usageFile, cacheKey] =
      layout.version === "v1" ? ["memory.usage_in_bytes", "total_inactive_file"] : ["memory.current", "inactive_file"];
    const usage = await readFile(join(group, usageFile), "utf8").catch(() => undefined);
    if (usage === undefined) continue;
    const statistics = await readFile(join(group, "memory.stat"), "utf8").catch(() => "");
    const reclaimable = new RegExp(`^${cacheKey} (\\d+)$`, "m").exec(statistics)?.[1];
    return Number(usage) - Number(reclaimable ?? 0);
  }
  return undefined;
}
