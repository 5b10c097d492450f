import { constants } from "node:os";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { enterNode } from "./enter-node.ts";
import { nodeKubeconfigPath } from "./node-key-files.ts";

/**
 * Runs a command inside the node's namespaces with this process's own terminal: the cluster's programs are on its PATH,
 * KUBECONFIG names the API server. Resolves with its exit code; a signal counts as 128 and its number, as in a shell.
 */
export async function execInCluster(name: string = defaultClusterName, command: readonly string[]): Promise<number> {
  const paths = clusterPaths(name);
  await requireRecord(paths);
  const terminal = process.env["TERM"];
  const environment = { KUBECONFIG: nodeKubeconfigPath(paths), ...(terminal === undefined ? {} : { TERM: terminal }) };
  const child = await enterNode(paths, command, { stdio: "inherit", environment });
  // Ctrl-C reaches the command by the terminal; this process has to outlive it to tell how it ended.
  process.on("SIGINT", ignoreSignal);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.off("SIGINT", ignoreSignal);
  }
}

function ignoreSignal(): void {
  // Heard, so that it does not end this process.
}
