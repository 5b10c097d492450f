import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { pkiFiles, type PkiFiles } from "../pki/pki-files.ts";
import { checkClusterName } from "./cluster-name.ts";

/** Where everything of one cluster is. Pure: nothing has to exist. */
export interface ClusterPaths {
  readonly name: string;
  /** Unique on this machine, also among state directories: part of the cgroups' and locks' names. */
  readonly id: string;
  readonly state: string;
  /** What was decided when the cluster was made; see `cluster-record.ts`. */
  readonly record: string;
  readonly pki: PkiFiles;
  readonly pkiDirectory: string;
  /** Links to the programs, under their own names. */
  readonly programs: string;
  /** Configuration texts, written anew at each start. */
  readonly configuration: string;
  readonly logs: string;
  /** /var/log of the node: logs of the pods' containers. */
  readonly podLogs: string;
  readonly etcd: string;
  readonly containerd: string;
  readonly kubelet: string;
  /** Volumes of the dynamic provisioner. */
  readonly volumes: string;
  /** Which images were loaded, from which files. */
  readonly loadedImages: string;
  /** For the person and programs on the host. */
  readonly kubeconfig: string;
  /** Says which processes run the cluster; see `keeper-record.ts`. */
  readonly keeper: string;
  /** The supervisor's socket; see `node-socket.ts`. */
  readonly socket: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function clustersDirectory(environment: Environment = process.env): string {
  return join(resolve(environment["HOLDFAST_STATE"] ?? "/var/lib/holdfast"), "clusters");
}

export function clusterPaths(name: string, environment: Environment = process.env): ClusterPaths {
  const state = join(clustersDirectory(environment), checkClusterName(name));
  const pkiDirectory = join(state, "pki");
  return {
    name,
    id: `${name}-${createHash("sha256").update(state).digest("hex").slice(0, 8)}`,
    state,
    record: join(state, "cluster.json"),
    pki: pkiFiles(pkiDirectory),
    pkiDirectory,
    programs: join(state, "bin"),
    configuration: join(state, "configuration"),
    logs: join(state, "logs"),
    podLogs: join(state, "pod-logs"),
    etcd: join(state, "etcd"),
    containerd: join(state, "containerd"),
    kubelet: join(state, "kubelet"),
    volumes: join(state, "volumes"),
    loadedImages: join(state, "images.json"),
    kubeconfig: join(state, "kubeconfig"),
    keeper: join(state, "keeper.json"),
    socket: join(state, "node.sock"),
  };
}

/** Where the dynamic provisioner keeps its volumes, as the node sees it. */
export const volumesInNode = "/var/lib/holdfast-volumes";

export function nodeName(paths: ClusterPaths): string {
  return `holdfast-${paths.name}`;
}
