import { join } from "node:path";
import type { ClusterPaths } from "./cluster-paths.ts";

/** The files of the keys that only a node has. */
export interface NodeKeyFiles {
  readonly kubeletCertificate: string;
  readonly kubeletKey: string;
  readonly kubeconfig: (program: ClientProgram) => string;
}

export type ClientProgram = "kube-controller-manager" | "kube-scheduler" | "kubelet" | "kube-proxy";

export function nodeKeyFiles(paths: ClusterPaths): NodeKeyFiles {
  return {
    kubeletCertificate: join(paths.pkiDirectory, "kubelet.crt"),
    kubeletKey: join(paths.pkiDirectory, "kubelet.key"),
    kubeconfig: (program) => join(paths.pkiDirectory, `${program}.kubeconfig`),
  };
}

/** A kubeconfig of the administrator for use inside the node. */
export function nodeKubeconfigPath(paths: ClusterPaths): string {
  return join(paths.pkiDirectory, "admin.kubeconfig");
}
