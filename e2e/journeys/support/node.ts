import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createKubernetesClient, type KubernetesClient } from "@holdfast/kubernetes";
import { inject } from "vitest";
import { commandLine, type CommandLine } from "./holdfast.ts";

/** The one cluster of all journeys, and what a person does with it. */
export interface Node {
  readonly cluster: string;
  readonly kubeconfig: string;
  readonly client: KubernetesClient;
  readonly holdfast: CommandLine;
  /** A folder for this run's files: keys, licenses, copies of releases. */
  readonly work: string;
  /** Runs `action` if no journey of this run has done so to its end. */
  once(what: string, action: () => Promise<void>): Promise<void>;
}

export async function openNode(): Promise<Node> {
  const { cluster, kubeconfig, work } = inject("node");
  const client = await createKubernetesClient({ kubeconfig, userAgent: "holdfast-journeys" });
  return { cluster, kubeconfig, client, work, holdfast: commandLine(kubeconfig), once };

  async function once(what: string, action: () => Promise<void>): Promise<void> {
    const marks = join(work, "done");
    await mkdir(marks, { recursive: true });
    const mark = join(marks, what);
    const done = await access(mark).then(
      () => true,
      () => false,
    );
    if (done) return;
    await action();
    await writeFile(mark, "");
  }
}
