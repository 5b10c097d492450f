/**
 * Restore of an application of 300 objects through Holdfast, which deletes them first, against the stock CLI's restore
 * of the same backup into the emptied namespace, on the same Velero server. No volume data and no safety snapshot: what
 * remains is what Holdfast adds.
 */
import { ensurePrograms } from "@holdfast/local-cluster";
import { startControlPlane, startVelero, type ControlPlane } from "@holdfast/harness";
import { contentSelector, holdfast, installApplications } from "./applications.ts";
import { execute, figures, milliseconds } from "./measure.ts";
import type { Result } from "./result.ts";

const slug = "alpha";
const objects = 300;
const turns = 5;
const limitSeconds = 5;

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  try {
    // Before Velero's server, which learns kinds when it starts.
    await plane.kubectl(["apply", "-f", new URL("../deploy/crds", import.meta.url).pathname]);
    const velero = await startVelero(plane);
    try {
      await installApplications(plane, [slug], objects);
      return [await measureHere(plane)];
    } finally {
      await velero.stop();
    }
  } finally {
    await plane.stop();
  }
}

async function measureHere(plane: ControlPlane): Promise<Result> {
  const backup = await makeBackup(plane);
  const ours: number[] = [];
  const peer: number[] = [];
  // The first turn warms up.
  for (let turn = 0; turn <= turns; turn++) {
    const mine = await milliseconds(() => restore(plane, backup));
    await expectContent(plane);
    await removeContent(plane);
    const theirs = await milliseconds(() => stockRestore(plane, `${backup}-${slug}`, `peer-${turn}`));
    await expectContent(plane);
    if (turn === 0) continue;
    ours.push(mine / 1000);
    peer.push(theirs / 1000);
  }
  const [mine, theirs] = [figures(ours).median, figures(peer).median];
  return {
    what: `restore of an application of ${objects} objects, which are deleted first (median of ${turns})`,
    unit: "s",
    ours: mine,
    peer: { name: "velero restore create --wait", figure: theirs },
    limit: `${limitSeconds} s more than the peer`,
    held: mine - theirs < limitSeconds,
  };
}

async function makeBackup(plane: ControlPlane): Promise<string> {
  const create = ["backup", "create", "--app", slug, "--wait", "-o", "json"];
  return (JSON.parse(await execute(holdfast, create, { KUBECONFIG: plane.kubeconfigPath })) as { name: string }).name;
}

function restore(plane: ControlPlane, backup: string): Promise<string> {
  const create = ["restore", "create", "--from-backup", backup, "--app", slug, "--yes", "--no-safety-snapshot"];
  return execute(holdfast, create, { KUBECONFIG: plane.kubeconfigPath });
}

async function stockRestore(plane: ControlPlane, backup: string, name: string): Promise<void> {
  const { velero } = await ensurePrograms(["velero"]);
  const create = ["restore", "create", name, "--from-backup", backup, "--wait"];
  await execute(velero, [...create, "--kubeconfig", plane.kubeconfigPath]);
}

async function removeContent(plane: ControlPlane): Promise<void> {
  const query = `labelSelector=${encodeURIComponent(contentSelector)}`;
  const answer = await plane.requests.send("DELETE", `/api/v1/namespaces/${slug}/configmaps?${query}`);
  if (answer.status !== 200) throw new Error(`emptying the namespace: ${answer.status} ${answer.body}`);
}

async function expectContent(plane: ControlPlane): Promise<void> {
  const listed = await plane.kubectl(["-n", slug, "get", "configmaps", "-l", contentSelector, "-o", "name"]);
  const count = listed.trim().split("\n").length;
  if (count !== objects) throw new Error(`${count} of ${objects} objects are there after a restore`);
}
