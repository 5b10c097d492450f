import { describeImageProgress } from "@holdfast/local-cluster";
import { ensureSampleImages } from "@holdfast-samples/images";
import { clusterName, type FirstRun } from "../first-run.ts";

interface Cluster {
  readonly kubernetesVersion: string;
  readonly server: string;
  readonly kubeconfig: string;
}

export async function startCluster(run: FirstRun): Promise<string> {
  const cluster = await run.ask<Cluster>("cluster", "up", "--name", clusterName);
  run.useKubeconfig(cluster.kubeconfig);
  run.say("Images of the samples");
  const images = await ensureSampleImages({ report: (progress) => run.say(describeImageProgress(progress)) });
  await run.holdfast("cluster", "load-image", "--name", clusterName, ...images.map(({ path }) => path));
  return `Kubernetes ${cluster.kubernetesVersion} at ${cluster.server}`;
}
