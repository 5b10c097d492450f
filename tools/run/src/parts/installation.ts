import type { FirstRun } from "../first-run.ts";

/** The images were built here and are on the node. */
export async function installVelero(run: FirstRun): Promise<string> {
  const images = ["--image", "localhost/velero:v1.18.3", "--plugin-image", "localhost/velero-plugin-for-aws:v1.14.3"];
  await run.holdfast("velero", "install", ...images);
  return "1.18.3 with its node agent";
}

export async function setDestination(run: FirstRun): Promise<string> {
  await run.holdfast("destination", "set", "internal");
  return "the cluster's own object store";
}
