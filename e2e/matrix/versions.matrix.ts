/**
 * Every Velero with every Kubernetes that Holdfast says it works with, each pair on a control plane of its own: an
 * application is installed, backed up, changed, restored and compared, by the command line. No node: no volume data.
 * What is missing of the programs is built first, which takes some minutes for each Kubernetes.
 */
import { fileURLToPath } from "node:url";
import { startControlPlane, startVelero, type ControlPlane, type VeleroProcess } from "@holdfast/harness";
import { afterAll, describe, expect, it } from "vitest";
import { makeBackup, restore } from "../journeys/support/backups.ts";
import { commandLine } from "../journeys/support/holdfast.ts";
import { installPlainApplication, slug } from "./plain-application.ts";

const kubernetesVersions = ["1.33.13", "1.34.1", "1.35.0"] as const;
const veleroVersions = ["1.17.2", "1.18.3"] as const;
const definitions = fileURLToPath(new URL("../../deploy/crds", import.meta.url));

interface Pair {
  readonly kubernetes: (typeof kubernetesVersions)[number];
  readonly velero: (typeof veleroVersions)[number];
}
const pairs: readonly Pair[] = veleroVersions.flatMap((velero) =>
  kubernetesVersions.map((kubernetes) => ({ kubernetes, velero })),
);

interface Row extends Pair {
  readonly backupSeconds: number;
  readonly restoreSeconds: number;
}
const rows: Row[] = [];

afterAll(() => process.stdout.write(`${describeRows()}\n`));

describe.each(pairs)("Velero $velero on Kubernetes $kubernetes", (pair) => {
  it("backs an application up and restores it as it was", async () => {
    const { before, after, ...row } = await withPair(pair, backUpAndRestore);
    expect(after).toEqual(before);
    expect(before.length).toBeGreaterThan(4);
    rows.push({ ...pair, ...row });
  });
});

async function withPair<T>(pair: Pair, work: (plane: ControlPlane) => Promise<T>): Promise<T> {
  const plane = await startControlPlane({ kubernetesVersion: pair.kubernetes });
  try {
    // Before Velero's server, which learns kinds when it starts.
    await plane.kubectl(["apply", "-f", definitions]);
    const velero = await startVelero(plane, { version: pair.velero, nodeAgent: true });
    try {
      await expectVersions(plane, velero, pair);
      return await work(plane);
    } finally {
      await velero.stop();
    }
  } finally {
    await plane.stop();
  }
}

/** What really runs, by its own word. */
async function expectVersions(plane: ControlPlane, velero: VeleroProcess, pair: Pair): Promise<void> {
  expect(JSON.parse(await plane.kubectl(["get", "--raw", "/version"]))).toMatchObject({
    gitVersion: `v${pair.kubernetes}`,
  });
  expect(await velero.cli(["version"])).toMatch(new RegExp(`Server:\\s+Version: v${pair.velero}\\b`));
}

async function backUpAndRestore(plane: ControlPlane) {
  const holdfast = commandLine(plane.kubeconfigPath);
  await plane.kubectl(["create", "namespace", "holdfast"]);
  await installPlainApplication(holdfast, plane.directory);
  const before = await readApplication(plane);
  const startedAt = performance.now();
  const set = await makeBackup({ holdfast });
  const backupSeconds = secondsSince(startedAt);
  expect(set).toMatchObject({ state: "complete" });
  await changeApplication(plane);
  expect(await readApplication(plane)).not.toEqual(before);
  const changedAt = performance.now();
  await restore({ holdfast }, set.name, slug);
  const restoreSeconds = secondsSince(changedAt);
  return { before, after: await readApplication(plane), backupSeconds, restoreSeconds };
}

async function changeApplication(plane: ControlPlane): Promise<void> {
  const inNamespace = ["-n", slug];
  await plane.kubectl([...inNamespace, "delete", "secret", "password"]);
  await plane.kubectl([...inNamespace, "patch", "configmap", "settings", "-p", '{"data":{"greeting":"changed"}}']);
  await plane.kubectl([...inNamespace, "create", "configmap", "added-later"]);
}

/** What its objects hold, without what any API server writes anew. */
async function readApplication(plane: ControlPlane): Promise<readonly unknown[]> {
  const kinds = "configmaps,secrets,services,serviceaccounts";
  const listed = await plane.kubectl(["-n", slug, "get", kinds, "-l", "!holdfast.dev/record", "-o", "json"]);
  const { items } = JSON.parse(listed) as {
    readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string }; data?: unknown }[];
  };
  return items.map(({ kind, metadata, data }) => ({ kind, name: metadata.name, data: data ?? null }));
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

function describeRows(): string {
  const lines = pairs.map(({ velero, kubernetes }) => {
    const row = rows.find((one) => one.velero === velero && one.kubernetes === kubernetes);
    const result =
      row === undefined
        ? "not passed"
        : `passed   backup ${row.backupSeconds.toFixed(1)} s   restore ${row.restoreSeconds.toFixed(1)} s`;
    return `Velero ${velero.padEnd(8)} Kubernetes ${kubernetes.padEnd(8)} ${result}`;
  });
  return ["", "The version matrix", ...lines].join("\n");
}
