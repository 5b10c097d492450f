import { setTimeout as sleep } from "node:timers/promises";
import { startVelero } from "@holdfast/harness";
import type { ControlPlane, ObjectStore, VeleroProcess } from "@holdfast/harness";
import { namespaces } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { installApplication } from "../src/applications/install-application.ts";
import type { Clock, Context, Progress } from "../src/context.ts";
import { startApiServer } from "./api-server.ts";
import { plainRelease } from "./plain-release.ts";
import type { PlainReleaseOptions } from "./plain-release.ts";

/** Kinds that were made just now pass as long known; Velero is started again after they were made. */
const aheadMilliseconds = 10 * 60 * 1000;

export const realClock: Clock = {
  now: () => Date.now() + aheadMilliseconds,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

export interface RealContextOptions {
  readonly kubernetes?: KubernetesClient;
  readonly signal?: AbortSignal;
  readonly report?: (progress: Progress) => void;
}

/** A real API server with a real Velero server beside it, Holdfast's kinds and a namespace for the console. */
export interface RealCluster {
  readonly plane: ControlPlane;
  readonly velero: VeleroProcess;
  readonly kubernetes: KubernetesClient;
  context(options?: RealContextOptions): Context;
  install(options: PlainReleaseOptions): Promise<void>;
  stop(): Promise<void>;
}

let ids = 0;

export interface RealClusterOptions {
  /** A store that outlives this cluster. Default: one of its own. */
  readonly store?: ObjectStore;
  /** Nothing of Holdfast is in it: a new cluster after a disaster. */
  readonly empty?: boolean;
  /** Further flags of Velero's server. */
  readonly serverArguments?: readonly string[];
}

export async function startRealCluster({
  store,
  empty = false,
  serverArguments = [],
}: RealClusterOptions = {}): Promise<RealCluster> {
  const server = await startApiServer({ empty });
  const { plane, kubernetes } = server;
  const velero = await startVelero(plane, {
    nodeAgent: true,
    serverArguments,
    ...(store === undefined ? {} : { store }),
  });
  if (!empty) {
    await kubernetes.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: "holdfast" } });
  }
  const context = (options: RealContextOptions = {}): Context => realContext(options.kubernetes ?? kubernetes, options);
  return {
    plane,
    velero,
    kubernetes,
    context,
    async install(options) {
      await installApplication(context(), { ...plainRelease(options), given: { values: {}, files: {} } });
    },
    async stop() {
      await velero.stop();
      await server.stop();
    },
  };
}

function realContext(kubernetes: KubernetesClient, { signal, report }: RealContextOptions): Context {
  return {
    kubernetes,
    clock: realClock,
    randomId: (length) => `${Date.now().toString(36)}${(ids += 1).toString(36)}`.slice(-length).padStart(length, "0"),
    requestedBy: "tester",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal: signal ?? new AbortController().signal,
    report: report ?? (() => undefined),
  };
}
