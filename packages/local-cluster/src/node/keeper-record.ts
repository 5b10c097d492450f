import { readFile, rm } from "node:fs/promises";
import type { ClusterPaths } from "./cluster-paths.ts";
import { writeWhole } from "./cluster-record.ts";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";

/** Written by the keeper for those who look for it; removed when it ends on its own. */
export interface KeeperRecord {
  readonly keeper: ProcessIdentity;
  /** The process whose only child is the first one inside the node's namespaces. Absent while the node is not running. */
  readonly entrance?: ProcessIdentity;
}

export async function writeKeeperRecord(paths: ClusterPaths, record: KeeperRecord): Promise<void> {
  await writeWhole(paths.keeper, `${JSON.stringify(record)}\n`);
}

export async function removeKeeperRecord(paths: ClusterPaths): Promise<void> {
  await rm(paths.keeper, { force: true });
}

/** Undefined unless the keeper lives. */
export async function findKeeper(paths: ClusterPaths): Promise<KeeperRecord | undefined> {
  const text = await readFile(paths.keeper, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const record = JSON.parse(text) as KeeperRecord;
  return isAlive(record.keeper) ? record : undefined;
}

/** A process inside the node's namespaces, by its pid on the host. Undefined when the node does not run. */
export async function findNodeProcess(paths: ClusterPaths): Promise<number | undefined> {
  const entrance = (await findKeeper(paths))?.entrance;
  if (entrance === undefined || !isAlive(entrance)) return undefined;
  const children = await readFile(`/proc/${entrance.pid}/task/${entrance.pid}/children`, "utf8").catch(() => "");
  const [child] = children.trim().split(" ");
  return child === undefined || child === "" ? undefined : Number(child);
}
