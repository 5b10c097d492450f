import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startControlPlane } from "@holdfast/harness";
import type { ControlPlane } from "@holdfast/harness";
import { createKubernetesClient, systemClock } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import type { Context } from "../src/context.ts";
import { testContext } from "./test-context.ts";

/** A real API server that knows Holdfast's kinds. */
export interface ApiServer {
  readonly plane: ControlPlane;
  readonly kubernetes: KubernetesClient;
  /** In real time. */
  context(): Context;
  stop(): Promise<void>;
}

/** Velero learns kinds when its server starts: start it after this. An empty one knows nothing of Holdfast. */
export async function startApiServer({ empty = false }: { readonly empty?: boolean } = {}): Promise<ApiServer> {
  const plane = await startControlPlane();
  if (!empty) {
    const files = (await readdir(definitions)).filter((file) => file.endsWith(".yaml"));
    const texts = await Promise.all(files.map((file) => readFile(join(definitions, file), "utf8")));
    await plane.kubectl(["apply", "-f", "-"], texts.join("\n---\n"));
    await plane.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  }
  const kubernetes = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast/test" });
  return {
    plane,
    kubernetes,
    context: () => testContext(kubernetes, { clock: systemClock }),
    async stop() {
      await kubernetes.close();
      await plane.stop();
    },
  };
}

const definitions = fileURLToPath(new URL("../../../deploy/crds/", import.meta.url));
