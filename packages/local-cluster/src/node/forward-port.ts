import { LocalClusterError } from "../error.ts";
import { defaultClusterName } from "./cluster-name.ts";
import { clusterPaths } from "./cluster-paths.ts";
import { requireRecord } from "./cluster-record.ts";
import { notRunning } from "./enter-node.ts";
import { openForward, type Forward } from "./forwarder.ts";
import { findNodeProcess } from "./keeper-record.ts";

export interface ForwardPortOptions {
  readonly name?: string;
  /** An address inside the cluster: of the node, a pod or a Service. Names are not resolved. */
  readonly host: string;
  readonly port: number;
  /** On 127.0.0.1 of the host; any free one by default. */
  readonly hostPort?: number;
}

/** Forwards a port of 127.0.0.1 to an address inside the cluster, as long as this process lives. */
export async function forwardPort(options: ForwardPortOptions): Promise<Forward> {
  const paths = clusterPaths(options.name ?? defaultClusterName);
  await requireRecord(paths);
  if ((await findNodeProcess(paths)) === undefined) throw notRunning(paths);
  const { host, port, hostPort = 0 } = options;
  try {
    return await openForward({ socket: paths.socket, port: hostPort, target: { host, port } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new LocalClusterError("conflict", `Port ${hostPort} of 127.0.0.1 is in use by another program`, {
      remedy: "Give another port, or none to take a free one",
    });
  }
}
