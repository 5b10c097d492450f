import type { Node } from "./node.ts";

export interface BackupView {
  readonly name: string;
  readonly origin: string;
  readonly state: string;
  readonly members: readonly {
    readonly name: string;
    readonly part: string;
    readonly stage: string;
    readonly phase?: string;
  }[];
}

/** A full or partial backup, made to its end. */
export function makeBackup(node: Pick<Node, "holdfast">, slug?: string): Promise<BackupView> {
  const which = slug === undefined ? [] : ["--app", slug];
  return node.holdfast.json<BackupView>("backup", "create", ...which, "--wait");
}

export function listBackups(node: Node): Promise<readonly BackupView[]> {
  return node.holdfast.json("backup", "list");
}

export async function restore(node: Pick<Node, "holdfast">, backup: string, slug: string): Promise<void> {
  await node.holdfast("restore", "create", "--from-backup", backup, "--app", slug, "--yes");
}

/** The stock program, inside the node, where the signed addresses of the store resolve. */
export function stockVelero(node: Node, ...args: readonly string[]): Promise<string> {
  return node.holdfast("cluster", "exec", "--name", node.cluster, "--", "velero", ...args);
}
