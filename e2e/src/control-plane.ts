import { execFile } from "node:child_process";
import { join } from "node:path";
import { issueClient, type ControlPlaneProgram } from "@holdfast/local-cluster";
import { ApiRequests } from "./api-requests.ts";
import {
  describeProcesses,
  locatePrograms,
  prepare,
  writeKubeconfig,
  type Boot,
  type ControlPlaneOptions,
  type Processes,
} from "./control-plane-boot.ts";
import { createStateDirectory, removeStateDirectory } from "./state-directory.ts";
import { waitFor } from "./wait.ts";

/** A user the control plane believes in; what it may do is for RBAC to say. */
export interface TestUser {
  readonly name: string;
  readonly groups?: readonly string[];
}

/** A real API server with etcd and the controller-manager, on loopback. No node: pods stay Pending. */
export interface ControlPlane {
  readonly kubeconfigPath: string;
  readonly server: string;
  /** Everything of this control plane is in here, logs too; removed by `stop`. */
  readonly directory: string;
  readonly requests: ApiRequests;
  /** Standard output; throws with standard error when kubectl refuses. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** The path of a kubeconfig for a user without any right but those that bindings give. */
  kubeconfigFor(user: TestUser): Promise<string>;
  pid(program: ControlPlaneProgram): number | undefined;
  /** SIGKILL. */
  kill(program: ControlPlaneProgram): Promise<void>;
  /** Starts it again on the same state and ports, killing it first if it runs; returns when it is ready. */
  restart(program: ControlPlaneProgram): Promise<void>;
  /** Ends every program and removes the directory. May be called twice. */
  stop(): Promise<void>;
}

export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const programs = await locatePrograms(options);
  const directory = await createStateDirectory();
  const boot = await prepare(directory);
  const processes = describeProcesses(boot, programs, options);
  const requests = new ApiRequests(boot.server, boot.pki.authority.certificatePem, boot.pki.admin);
  const plane = new RunningControlPlane({ boot, processes, requests, kubectlPath: programs.kubectl });
  try {
    await plane.startAll();
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

interface Parts {
  readonly boot: Boot;
  readonly processes: Processes;
  readonly requests: ApiRequests;
  readonly kubectlPath: string;
}

class RunningControlPlane implements ControlPlane {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get kubeconfigPath(): string {
    return this.#parts.boot.kubeconfigPath;
  }
  get server(): string {
    return this.#parts.boot.server;
  }
  get directory(): string {
    return this.#parts.boot.directory;
  }
  get requests(): ApiRequests {
    return this.#parts.requests;
  }

  async startAll(): Promise<void> {
    const { processes } = this.#parts;
    // The API server waits for etcd by itself; the controller-manager ends when its own rights are not there yet.
    await processes.etcd.start();
    await processes["kube-apiserver"].start();
    await this.#awaitApiServer();
    await processes["kube-controller-manager"].start();
    await this.#awaitControllers();
  }

  pid(program: ControlPlaneProgram): number | undefined {
    return this.#parts.processes[program].pid;
  }

  kill(program: ControlPlaneProgram): Promise<void> {
    return this.#parts.processes[program].kill();
  }

  async restart(program: ControlPlaneProgram): Promise<void> {
    await this.kill(program);
    await this.#parts.processes[program].start();
    if (program === "etcd" || this.#parts.processes["kube-apiserver"].isRunning) await this.#awaitApiServer();
  }

  async stop(): Promise<void> {
    this.requests.close();
    await Promise.all(Object.values(this.#parts.processes).map((process) => process.kill()));
    await removeStateDirectory(this.directory);
  }

  async kubeconfigFor(user: TestUser): Promise<string> {
    const { boot } = this.#parts;
    const client = await issueClient(boot.pki.authority, {
      commonName: user.name,
      organizations: user.groups ?? [],
    });
    const path = join(boot.directory, `user-${user.name.replaceAll(/[^\w.-]/g, "-")}.kubeconfig`);
    await writeKubeconfig(boot, path, client);
    return path;
  }

  kubectl(args: readonly string[], input?: string): Promise<string> {
    const options = { maxBuffer: 256 * 1024 ** 2, env: { HOME: this.directory, KUBECONFIG: this.kubeconfigPath } };
    return new Promise((resolve, reject) => {
      const child = execFile(this.#parts.kubectlPath, [...args], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(" ")}: ${stderr || error.message}`));
      });
      child.stdin?.end(input ?? "");
    });
  }

  #awaitApiServer(): Promise<true> {
    const { requests, processes } = this.#parts;
    return waitFor(
      async () => {
        await processes.etcd.assertRunning();
        await processes["kube-apiserver"].assertRunning();
        if ((await requests.get("/readyz")).status !== 200) return undefined;
        // Readiness may still be of the etcd before; this is read from the one that runs now.
        const read = await requests.get("/api/v1/namespaces/kube-system");
        return read.status === 200 ? true : undefined;
      },
      { what: "the API server to be ready", evidence: () => processes["kube-apiserver"].logTail() },
    );
  }

  /** The default service account is made by the controller-manager: before it, pods are refused. */
  #awaitControllers(): Promise<true> {
    const { requests, processes } = this.#parts;
    return waitFor(
      async () => {
        await processes["kube-controller-manager"].assertRunning();
        const account = await requests.get("/api/v1/namespaces/default/serviceaccounts/default");
        return account.status === 200 ? true : undefined;
      },
      { what: "the controller-manager", evidence: () => processes["kube-controller-manager"].logTail() },
    );
  }
}
