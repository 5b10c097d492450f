/** Listing 10,000 small objects: a program of ours against `kubectl get -o json`, both from start to end. */
import { fileURLToPath } from "node:url";
import { ensurePrograms } from "@holdfast/local-cluster";
import { type ControlPlane, startControlPlane } from "@holdfast/harness";
import { configMaps, createKubernetesClient, type KubernetesClient } from "@holdfast/kubernetes";
import { execute, figures, inTurns } from "./measure.ts";
import type { Result } from "./result.ts";

const objects = 10_000;
const parallel = 32;
const turns = 5;
const program = fileURLToPath(new URL("kubernetes-client-program.ts", import.meta.url));

interface ProgramReport {
  readonly objects: number;
  readonly megabytes: number;
}

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  try {
    const client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-bench/0" });
    await createObjects(client);
    await client.close();
    return await compare(plane);
  } finally {
    await plane.stop();
  }
}

async function createObjects(client: KubernetesClient): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < objects) {
      const name = `object-${next++}`;
      const metadata = { name, namespace: "default" };
      await client.create(configMaps, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { text: "x".repeat(250) },
      });
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

async function compare(plane: ControlPlane): Promise<readonly Result[]> {
  const { kubectl } = await ensurePrograms(["kubectl"]);
  const kubeconfig = { KUBECONFIG: plane.kubeconfigPath };
  const reports: ProgramReport[] = [];
  const { ours, peer } = await inTurns(
    turns,
    async () => reports.push(JSON.parse(await execute(process.execPath, [program], kubeconfig)) as ProgramReport),
    () => execute(kubectl, ["get", "configmaps", "--namespace=default", "--output=json"], kubeconfig),
  );
  if (reports.some((report) => report.objects < objects))
    throw new Error(`objects are missing: ${JSON.stringify(reports)}`);
  const [mine, other] = [figures(ours).median, figures(peer).median];
  const memory = figures(reports.map((report) => report.megabytes)).median;
  return [
    {
      what: "list 10,000 objects, start to end",
      unit: "ms",
      ours: mine,
      peer: { name: "kubectl", figure: other },
      limit: "not slower than kubectl",
      held: mine <= other,
    },
    {
      what: "memory with a store of 10,000 projected objects",
      unit: "MiB",
      ours: memory,
      limit: "150",
      held: memory <= 150,
    },
  ];
}
