import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parse, stringify } from "yaml";
import { LocalClusterError } from "../error.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths } from "./cluster-paths.ts";
import { requireRecord, writeWhole } from "./cluster-record.ts";
import { ensureNodePki } from "./node-pki.ts";

/** The text of a kubeconfig that carries everything in itself. The cluster need not run. */
export async function kubeconfigOf(name: string = defaultClusterName): Promise<string> {
  const paths = clusterPaths(name);
  const { apiPort } = await requireRecord(paths);
  await ensureNodePki(paths, apiPort);
  return readFile(paths.kubeconfig, "utf8");
}

/** Puts the cluster into the kubeconfig file at the path, which need not exist, and makes it the current context. */
export async function mergeKubeconfig(name: string, path: string): Promise<void> {
  const added = await kubeconfigOf(name);
  const existing = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeWhole(path, mergedKubeconfig(existing, added, path));
}

type Entry = { readonly name?: unknown };
type Kubeconfig = Record<string, unknown>;

/** Entries of the same name are replaced, all others are kept, in their order. */
export function mergedKubeconfig(existing: string, added: string, path: string): string {
  const base = parseKubeconfig(existing, path);
  const more = parse(added) as Kubeconfig;
  const merged: Kubeconfig = { apiVersion: "v1", kind: "Config", ...base };
  for (const list of ["clusters", "users", "contexts"]) {
    const entries = more[list] as readonly Entry[];
    const names = new Set(entries.map(({ name }) => name));
    const kept = ((base[list] ?? []) as readonly Entry[]).filter((entry) => !names.has(entry.name));
    merged[list] = [...kept, ...entries];
  }
  merged["current-context"] = more["current-context"];
  return stringify(merged, { lineWidth: 0 });
}

function parseKubeconfig(text: string, path: string): Kubeconfig {
  const broken = (reason: string): LocalClusterError =>
    new LocalClusterError("invalid-argument", `${path} is not a kubeconfig; it was not changed`, {
      reason,
      remedy: "Give another path with --write",
    });
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken("it holds no mapping");
  const config = value as Kubeconfig;
  for (const list of ["clusters", "users", "contexts"]) {
    const entries = config[list];
    if (entries !== undefined && entries !== null && !Array.isArray(entries))
      throw broken(`its ${list} are not a list`);
  }
  return config;
}
