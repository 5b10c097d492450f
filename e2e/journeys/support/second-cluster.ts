import { execFile } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureServerImage } from "@holdfast/first-run";
import { createKubernetesClient, type KubernetesClient } from "@holdfast/kubernetes";
import { ensureSampleImages } from "@holdfast-samples/images";
import { scaleStore } from "./cluster-faults.ts";
import { commandLine, type CommandLine } from "./holdfast.ts";
import type { Node } from "./node.ts";

/** A cluster beside the one of all journeys. */
export interface SecondCluster {
  readonly cluster: string;
  readonly client: KubernetesClient;
  readonly holdfast: CommandLine;
  remove(): Promise<void>;
}

/** New and empty but for the images that its applications need. */
export async function startSecondCluster(beside: Node): Promise<SecondCluster> {
  // Of this process: what a killed run leaves behind is removed by the next one.
  const cluster = `journeys-${process.pid}`;
  const kubeconfig = join(beside.work, `${cluster}.kubeconfig`);
  const named = ["--name", cluster];
  await beside.holdfast("cluster", "up", ...named, "--disposable");
  const remove = async () => {
    await beside.holdfast("cluster", "down", ...named);
    await rm(kubeconfig, { force: true });
  };
  try {
    const images = [await ensureServerImage(), ...(await ensureSampleImages())];
    await beside.holdfast("cluster", "load-image", ...named, ...images.map(({ path }) => path));
    await writeFile(kubeconfig, await beside.holdfast("cluster", "kubeconfig", ...named), { mode: 0o600 });
    const client = await createKubernetesClient({ kubeconfig, userAgent: "holdfast-journeys" });
    return {
      cluster,
      client,
      holdfast: commandLine(kubeconfig),
      remove: async () => {
        await client.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Both internal stores stand still while the one's bucket is copied into the other's: a local cluster has no way out, so
 * that two of them cannot reach one store. See docs/decisions/0132.
 */
export async function copyBucket(from: Node, to: SecondCluster): Promise<void> {
  const target = { ...from, ...to };
  await Promise.all([scaleStore(from, 0), scaleStore(target, 0)]);
  const [source, destination] = await Promise.all([bucketOf(from), bucketOf(target)]);
  await rm(destination, { recursive: true });
  // Owners and extended attributes, in which the store keeps what belongs to an object, go along.
  await promisify(execFile)("cp", ["--archive", source, destination]);
  await Promise.all([scaleStore(from, 1), scaleStore(target, 1)]);
}

async function bucketOf({ holdfast, cluster }: Pick<Node, "holdfast" | "cluster">): Promise<string> {
  const { state } = await holdfast.json<{ readonly state: string }>("cluster", "status", "--name", cluster);
  const volumes = join(state, "volumes");
  const name = (await readdir(volumes)).find((one) => one.endsWith("_holdfast-store_holdfast-store"));
  if (name === undefined) throw new Error(`there is no volume of the store in ${volumes}`);
  return join(volumes, name, "velero");
}
