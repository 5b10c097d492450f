import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { readCgroupLayout, removeCgroups } from "./cgroups.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths, clustersDirectory } from "./cluster-paths.ts";
import { isRoot, needsRoot } from "./cluster-record.ts";
import { withCommandLock } from "./command-lock.ts";
import { releaseHostSettings } from "./host-settings.ts";
import { endProcesses, type StopOptions } from "./stop-cluster.ts";

/**
 * Removes the cluster with its data: processes, mounts and namespaces (which die with the processes), cgroups, state,
 * changed kernel settings. Removing what is gone, or half gone, is fine.
 */
export async function downCluster(options: StopOptions): Promise<void> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  if (!isRoot()) throw needsRoot();
  await withCommandLock(paths, async () => {
    options.report(`Removing the cluster ${paths.name} with its data`);
    await endProcesses(paths, options);
    const layout = await readCgroupLayout();
    if (layout !== undefined) await removeCgroups(layout, paths.id);
    await rm(paths.state, { recursive: true, force: true });
    await releaseHostSettings(paths.state);
    // Only when no other cluster is in it; its parent may be the person's own directory.
    const clusters = clustersDirectory();
    await rmdir(clusters).catch(() => undefined);
    if (process.env["HOLDFAST_STATE"] === undefined) await rmdir(dirname(clusters)).catch(() => undefined);
  });
}
