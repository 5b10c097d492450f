import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { ensurePrograms } from "@holdfast/local-cluster";
import type { ControlPlane } from "./control-plane.ts";
import { startObjectStore, type ObjectStore } from "./object-store.ts";
import { freePort } from "./ports.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { applyInstallation, printInstallation, writeCredentials } from "./velero-objects.ts";
import { VeleroPod } from "./velero-pod.ts";
import { waitFor } from "./wait.ts";

export interface VeleroOptions {
  /** Default: 1.18.3. 1.17.2 is built the first time, with the fork of kopia that belongs to 1.18. */
  readonly version?: "1.18.3" | "1.17.2";
  /** Default: `velero`. */
  readonly namespace?: string;
  /** Default: `velero`. */
  readonly bucket?: string;
  readonly prefix?: string;
  /** A store of the caller's, which then outlives this Velero. Default: one of its own, stopped with it. */
  readonly store?: ObjectStore;
  /** Also create the DaemonSet `node-agent`, as an object: there is no node for it. */
  readonly nodeAgent?: boolean;
  /** Further flags of `velero server`; the last of two equal flags counts. */
  readonly serverArguments?: readonly string[];
}

/**
 * The real Velero server, as a process beside the API server. It moves no volume data: there is no node. Its Deployment
 * has a pod all the same, for which the process stands: a rollout starts it anew.
 */
export interface VeleroProcess {
  readonly namespace: string;
  readonly bucket: string;
  readonly s3: ObjectStore;
  readonly metricsUrl: string;
  readonly pid: number | undefined;
  /** The stock CLI. Standard output; throws with standard error when it refuses. */
  cli(args: readonly string[]): Promise<string>;
  logTail(lines?: number): Promise<string>;
  /** SIGKILL, with its plugins. */
  kill(): Promise<void>;
  /** Starts it again, killing it first if it runs; returns when it works its queues. */
  restart(): Promise<void>;
  /** Ends it, and its object store if that is its own. May be called twice. */
  stop(): Promise<void>;
}

/** Returns when the location `default` is Available. */
export async function startVelero(plane: ControlPlane, options: VeleroOptions = {}): Promise<VeleroProcess> {
  const veleroName = options.version === "1.17.2" ? "velero-beside-others@1.17.2" : "velero-beside-others";
  const programs = await ensurePrograms([veleroName, "velero-plugin-for-aws"]);
  const store = options.store ?? (await startObjectStore({ buckets: [options.bucket ?? "velero"] }));
  const namespace = options.namespace ?? "velero";
  const directory = join(plane.directory, `velero-${namespace}`);
  const installation = { veleroPath: programs[veleroName], plane, store, namespace, directory, options };
  const metricsPort = await freePort();
  const velero = new RunningVelero(
    installation,
    await describeServer(installation, metricsPort, programs["velero-plugin-for-aws"]),
    metricsPort,
  );
  try {
    await install(installation);
    await velero.follow();
    await velero.awaitAvailable();
    return velero;
  } catch (error) {
    await velero.stop();
    throw error;
  }
}

interface Installation {
  readonly veleroPath: string;
  readonly plane: ControlPlane;
  readonly store: ObjectStore;
  readonly namespace: string;
  readonly directory: string;
  readonly options: VeleroOptions;
}

async function install({ veleroPath, plane, store, namespace, directory, options }: Installation): Promise<void> {
  const objects = await printInstallation({
    veleroPath,
    version: options.version ?? "1.18.3",
    kubeconfigPath: plane.kubeconfigPath,
    namespace,
    credentialsPath: join(directory, "aws-credentials"),
    bucket: options.bucket ?? "velero",
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
    endpoint: store.endpoint,
    region: store.region,
    nodeAgent: options.nodeAgent ?? false,
  });
  await applyInstallation(plane.requests, objects);
}

async function describeServer(
  installation: Installation,
  metricsPort: number,
  pluginPath: string,
): Promise<SupervisedProcess> {
  const { directory, plane, namespace, options } = installation;
  const folders = { home: join(directory, "home"), scratch: join(directory, "scratch"), tmp: join(directory, "tmp") };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  const plugins = join(directory, "plugins");
  await mkdir(plugins, { recursive: true });
  // Velero follows links here, and the copy would be 86 MB for each test file.
  await symlink(pluginPath, join(plugins, "velero-plugin-for-aws"));
  const credentials = await writeCredentials(directory, installation.store);
  return new SupervisedProcess({
    name: `velero in ${namespace}`,
    file: installation.veleroPath,
    arguments: [
      ...serverArguments(plane, namespace, metricsPort),
      `--plugin-dir=${plugins}`,
      ...(options.serverArguments ?? []),
    ],
    environment: {
      HOME: folders.home,
      TMPDIR: folders.tmp,
      VELERO_SCRATCH_DIR: folders.scratch,
      VELERO_NAMESPACE: namespace,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
    },
    logPath: join(directory, "server.log"),
    hasChildren: true,
  });
}

/** Velero's periods are for clusters that live for years; a test wants to see the effect of what it did. */
function serverArguments(plane: ControlPlane, namespace: string, metricsPort: number): readonly string[] {
  return [
    "server",
    `--kubeconfig=${plane.kubeconfigPath}`,
    `--namespace=${namespace}`,
    `--metrics-address=127.0.0.1:${metricsPort}`,
    "--profiler-address=",
    "--store-validation-frequency=5s",
    "--backup-sync-period=5s",
    "--item-operation-sync-frequency=1s",
    "--garbage-collection-frequency=10s",
    "--terminating-resource-timeout=30s",
    "--resource-timeout=30s",
  ];
}

class RunningVelero implements VeleroProcess {
  readonly namespace: string;
  readonly bucket: string;
  readonly s3: ObjectStore;
  readonly metricsUrl: string;
  readonly #installation: Installation;
  readonly #process: SupervisedProcess;
  readonly #pod: VeleroPod;
  #startedAt: Date | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(installation: Installation, process: SupervisedProcess, metricsPort: number) {
    this.#installation = installation;
    this.#process = process;
    this.namespace = installation.namespace;
    this.bucket = installation.options.bucket ?? "velero";
    this.s3 = installation.store;
    this.metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    this.#pod = new VeleroPod(installation.plane.requests, this.namespace, {
      running: () => (this.#process.isRunning ? this.#startedAt : undefined),
      startAnew: () => this.restart(),
      end: () => this.kill(),
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  cli(args: readonly string[]): Promise<string> {
    const { plane, veleroPath, directory } = this.#installation;
    const all = [...args, `--kubeconfig=${plane.kubeconfigPath}`, `--namespace=${this.namespace}`];
    const options = { maxBuffer: 64 * 1024 ** 2, env: { HOME: join(directory, "home"), PATH: "/usr/bin:/bin" } };
    return new Promise((resolve, reject) => {
      execFile(veleroPath, all, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`velero ${args.join(" ")}: ${stderr || error.message}`));
      });
    });
  }

  logTail(lines?: number): Promise<string> {
    return this.#process.logTail(lines);
  }

  /** Returns when the pod that the Deployment asks for works. */
  follow(): Promise<void> {
    return this.#pod.follow();
  }

  kill(): Promise<void> {
    return this.#inTurn(() => this.#process.kill());
  }

  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#process.kill();
      this.#startedAt = new Date();
      await this.#process.start();
      // The metrics port opens last but for the controllers themselves.
      await this.#await("the Velero server to start", async () => {
        const answer = await fetch(this.metricsUrl).catch(() => undefined);
        return answer?.status === 200 ? true : undefined;
      });
    });
  }

  /** A test and the pod may both ask for a start: one after the other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async awaitAvailable(): Promise<void> {
    const path = `/apis/velero.io/v1/namespaces/${this.namespace}/backupstoragelocations/default`;
    await this.#await("the location default to be Available", async () => {
      const { body } = await this.#installation.plane.requests.get(path);
      const location = JSON.parse(body) as { readonly status?: { readonly phase?: string } };
      return location.status?.phase === "Available" ? true : undefined;
    });
  }

  async stop(): Promise<void> {
    await this.#pod.stop();
    await this.kill();
    if (this.#installation.options.store === undefined) await this.s3.stop();
  }

  async #await(what: string, ask: () => Promise<true | undefined>): Promise<void> {
    const askWhileRunning = async (): Promise<true | undefined> => {
      await this.#process.assertRunning();
      return ask();
    };
    await waitFor(askWhileRunning, { what, evidence: () => this.logTail() });
  }
}
