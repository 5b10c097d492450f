import { reviewAccessCall } from "./calls/access-calls.ts";
import { discoveryCalls } from "./calls/discovery.ts";
import { readCalls } from "./calls/read-calls.ts";
import { serverCalls } from "./calls/server-calls.ts";
import { writeCalls } from "./calls/write-calls.ts";
import type { KubernetesClient } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { ClusterAccess } from "./kubeconfig/cluster-access.ts";
import { inClusterAccess } from "./kubeconfig/in-cluster.ts";
import { readClusterAccess } from "./kubeconfig/read-cluster-access.ts";
import { execCall } from "./streams/exec.ts";
import { logsCall } from "./streams/logs.ts";
import { portForwardCall } from "./streams/port-forward.ts";
import { watchCall } from "./streams/watch.ts";
import { createTransport } from "./transport/transport.ts";

export interface ClientOptions {
  /** Path of a kubeconfig, or several joined like KUBECONFIG. Absent: as kubectl chooses. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** "holdfast/0.1.0": seen in the API server's audit log. */
  readonly userAgent: string;
  /** The field manager of writes that name none; absent: the user agent's name. */
  readonly fieldManager?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/**
 * A client for the cluster that the kubeconfig's context names. Reads files, sends nothing: an unreachable server shows
 * at the first call. Throws ApiError "InvalidKubeconfig".
 */
export async function createKubernetesClient(options: ClientOptions): Promise<KubernetesClient> {
  const { kubeconfig, context, environment = process.env, clock = systemClock } = options;
  const access = await readClusterAccess({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    environment,
    clock,
  });
  return clientOf(access, options);
}

/** A client with the service account of the pod this runs in; its token is read again as it rotates. */
export async function inClusterClient(
  options: Omit<ClientOptions, "kubeconfig" | "context">,
): Promise<KubernetesClient> {
  const { environment = process.env, clock = systemClock } = options;
  return clientOf(await inClusterAccess(environment, clock), options);
}

function clientOf(access: ClusterAccess, options: Omit<ClientOptions, "kubeconfig" | "context">): KubernetesClient {
  const transport = createTransport(access, options.userAgent);
  const discovery = discoveryCalls(transport);
  const fieldManager = options.fieldManager ?? options.userAgent.split("/")[0] ?? options.userAgent;
  const writes = writeCalls(transport, { fieldManager, resolve: discovery.resolve });
  return {
    server: transport.server,
    contextNamespace: access.contextNamespace,
    get userName() {
      return access.credentials.userName;
    },
    ...readCalls(transport),
    ...writes,
    ...discovery,
    ...serverCalls(transport),
    watch: watchCall(transport),
    logs: logsCall(transport),
    exec: execCall(transport),
    portForward: portForwardCall(transport),
    reviewAccess: reviewAccessCall(writes.create),
    close() {
      transport.close();
      return Promise.resolve();
    },
  };
}
