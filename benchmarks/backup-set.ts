/** A full backup through Holdfast against the same number of Backups by the stock CLI, on the same Velero server. */
import { ensurePrograms } from "@holdfast/local-cluster";
import { startControlPlane, startVelero } from "@holdfast/harness";
import { holdfast, installApplications } from "./applications.ts";
import { execute, figures, inTurns } from "./measure.ts";
import type { Result } from "./result.ts";

const slugs = ["alpha", "beta", "gamma"];
const turns = 5;

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  try {
    const velero = await startVelero(plane);
    try {
      await installApplications(plane, slugs);
      await plane.kubectl(["create", "namespace", "holdfast"]);
      const { velero: veleroCli } = await ensurePrograms(["velero"]);
      const environment = { KUBECONFIG: plane.kubeconfigPath };
      const { ours, peer } = await inTurns(
        turns,
        () => execute(holdfast, ["backup", "create", "--wait", "--quiet"], environment),
        async (turn) => {
          for (const namespace of [...slugs, "holdfast"]) {
            const name = `peer-${turn}-${namespace}`;
            const create = ["backup", "create", name, "--include-namespaces", namespace, "--wait"];
            await execute(veleroCli, [...create, "--kubeconfig", plane.kubeconfigPath]);
          }
        },
      );
      const [mine, theirs] = [figures(ours).median / 1000, figures(peer).median / 1000];
      return [
        {
          what: `full backup of ${slugs.length} applications and the console (median of ${turns})`,
          unit: "s",
          ours: mine,
          peer: { name: `${slugs.length + 1} × velero backup create --wait`, figure: theirs },
          limit: "within 5 % or 2 s of the peer",
          held: mine <= Math.max(theirs * 1.05, theirs + 2),
        },
      ];
    } finally {
      await velero.stop();
    }
  } finally {
    await plane.stop();
  }
}
