import { describeImageProgress, type ReportImageProgress } from "@holdfast/local-cluster";
import { ensureSampleImages } from "@holdfast-samples/images";
import { ensureServerImage } from "../server-image.ts";
import { clusterName, type FirstRun } from "../first-run.ts";

interface Cluster {
  readonly kubernetesVersion: string;
  readonly server: string;
  readonly kubeconfig: string;
}

export async function startCluster(run: FirstRun): Promise<string> {
  const cluster = await run.ask<Cluster>("cluster", "up", "--name", clusterName);
  run.useKubeconfig(cluster.kubeconfig);
  const report: ReportImageProgress = (progress) => run.say(describeImageProgress(progress));
  run.say("Images of Holdfast and of the samples");
  const images = [await ensureServerImage({ report }), ...(await ensureSampleImages({ report }))];
  await run.holdfast("cluster", "load-image", "--name", clusterName, ...images.map(({ path }) => path));
  return `Kubernetes ${cluster.kubernetesVersion} at ${cluster.server}`;
}
