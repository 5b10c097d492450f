import { setTimeout as pause } from "node:timers/promises";
import type { ApiRequests } from "./api-requests.ts";
import { waitFor } from "./wait.ts";

/** What a pod of Velero's Deployment is here: a process beside the API server. */
export interface PodProcess {
  /** Since when; undefined while it does not run. */
  running(): Date | undefined;
  /** Ends the one that runs and starts anew; returns when it works. */
  startAnew(): Promise<void>;
  end(): Promise<void>;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly status?: {
    readonly containerStatuses?: readonly { readonly state?: { readonly running?: { readonly startedAt?: string } } }[];
  };
}

const lookMilliseconds = 250;

/**
 * Stands in for the kubelet, since there is no node: a new pod of Velero's Deployment (a rollout, a deleted pod) starts
 * the process anew, without any pod it ends, and the pod's status says since when it runs.
 */
export class VeleroPod {
  readonly #requests: ApiRequests;
  readonly #pods: string;
  readonly #process: PodProcess;
  readonly #known = new Set<string>();
  readonly #stopping = new AbortController();
  #following: Promise<void> | undefined;

  constructor(requests: ApiRequests, namespace: string, process: PodProcess) {
    this.#requests = requests;
    this.#pods = `/api/v1/namespaces/${namespace}/pods`;
    this.#process = process;
  }

  /** Returns when the process of the first pod works, and goes on until `stop`. */
  async follow(): Promise<void> {
    await waitFor(
      async () => {
        await this.#look();
        return this.#process.running() === undefined ? undefined : true;
      },
      { what: "the controller-manager to make Velero's pod" },
    );
    this.#following = this.#goOn();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #goOn(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#look();
      await pause(lookMilliseconds);
    }
  }

  /** An API server that is away changes nothing. */
  async #look(): Promise<void> {
    const answer = await this.#requests.get(`${this.#pods}?labelSelector=deploy%3Dvelero`);
    if (answer.status !== 200) return;
    const { items } = JSON.parse(answer.body) as { readonly items: readonly Pod[] };
    const present = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (present.length === 0 && this.#known.size > 0) await this.#process.end();
    for (const pod of present) {
      if (!this.#known.has(pod.metadata.uid)) await this.#process.startAnew();
      this.#known.add(pod.metadata.uid);
      await this.#report(pod);
    }
  }

  async #report({ metadata, status }: Pod): Promise<void> {
    const startedAt = this.#process
      .running()
      ?.toISOString()
      .replace(/\.\d+Z$/, "Z");
    const reported = status?.containerStatuses?.[0]?.state?.running?.startedAt;
    if (reported === startedAt) return;
    const body = { status: startedAt === undefined ? stopped : running(startedAt) };
    const path = `${this.#pods}/${metadata.name}/status`;
    const answer = await this.#requests.send("PATCH", path, JSON.stringify(body), "application/merge-patch+json");
    // Gone or away: the next look tells.
    if (answer.status >= 400 && answer.status !== 404 && answer.status !== 409)
      throw new Error(`the status of pod ${metadata.name}: ${answer.status} ${answer.body}`);
  }
}

const container = { name: "velero", image: "velero", imageID: "", restartCount: 0 };

function running(startedAt: string) {
  const state = { running: { startedAt } };
  return {
    phase: "Running",
    conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => condition(type, "True")),
    containerStatuses: [{ ...container, ready: true, started: true, state }],
  };
}

const stopped = {
  phase: "Running",
  conditions: ["ContainersReady", "Ready"].map((type) => condition(type, "False")),
  containerStatuses: [{ ...container, ready: false, started: false, state: { waiting: { reason: "Killed" } } }],
};

function condition(type: string, status: "True" | "False") {
  return { type, status };
}
