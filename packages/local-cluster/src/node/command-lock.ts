import { LocalClusterError } from "../error.ts";
import type { ClusterPaths } from "./cluster-paths.ts";
import { tryNamedLock } from "./lock.ts";

/** One command at a time changes a cluster; a second one is refused at once. */
export async function withCommandLock<Result>(paths: ClusterPaths, act: () => Promise<Result>): Promise<Result> {
  const lock = await tryNamedLock(`${paths.id}-command`);
  if (lock === undefined) {
    throw new LocalClusterError("conflict", `Another command is changing the cluster ${paths.name} now`, {
      remedy: "Wait until it has ended, then run this one again",
      where: paths.state,
    });
  }
  try {
    return await act();
  } finally {
    await lock.release();
  }
}
