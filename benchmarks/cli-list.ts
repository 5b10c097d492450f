/** `holdfast backup list` with 100 backups against an empty Node program, with the stock CLI beside it. */
import { ensurePrograms } from "@holdfast/local-cluster";
import { startControlPlane, startVelero, type ControlPlane } from "@holdfast/harness";
import { holdfast } from "./applications.ts";
import { execute, figures, inTurns } from "./measure.ts";
import type { Result } from "./result.ts";

const backups = 100;
const turns = 9;

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  try {
    const velero = await startVelero(plane);
    await velero.kill();
    try {
      await createBackups(plane);
      const { velero: veleroCli } = await ensurePrograms(["velero"]);
      const environment = { KUBECONFIG: plane.kubeconfigPath };
      const list = () => execute(holdfast, ["backup", "list"], environment);
      const empty = await inTurns(turns, list, () => execute(process.execPath, ["-e", "0"]));
      const stock = await inTurns(turns, list, () =>
        execute(veleroCli, ["backup", "get", "--kubeconfig", plane.kubeconfigPath]),
      );
      const more = figures(empty.ours).median - figures(empty.peer).median;
      return [
        {
          what: `backup list with ${backups} backups, more than an empty program (median of ${turns})`,
          unit: "ms",
          ours: more,
          limit: "under 300 ms",
          held: more < 300,
        },
        {
          what: `backup list with ${backups} backups`,
          unit: "ms",
          ours: figures(stock.ours).median,
          peer: { name: "velero backup get", figure: figures(stock.peer).median },
          limit: "none, for comparison",
          held: true,
        },
      ];
    } finally {
      await velero.stop();
    }
  } finally {
    await plane.stop();
  }
}

async function createBackups(plane: ControlPlane): Promise<void> {
  const items = Array.from({ length: backups }, (_, index) => ({
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name: `made-outside-${index}`, namespace: "velero" },
    spec: { storageLocation: "default", includedNamespaces: ["default"] },
    status: { phase: "Completed", startTimestamp: new Date(1.7e12 + index * 1000).toISOString() },
  }));
  await plane.kubectl(["create", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
}
