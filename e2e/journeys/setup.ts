/**
 * Before the first journey: one cluster for all of them, with a name of its own. After the last: it is removed.
 * For developing: HOLDFAST_TEST_KUBECONFIG=FILE HOLDFAST_TEST_CLUSTER=NAME uses a cluster that is there and keeps it;
 * HOLDFAST_TEST_KEEP=1 keeps the one that is made. HOLDFAST_TEST_WORK=FOLDER remembers what was installed in it.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureServerImage, removeForgottenClusters } from "@holdfast/first-run";
import { ensureSampleImages } from "@holdfast-samples/images";
import type { TestProject } from "vitest/node";
import { runHoldfast } from "./support/holdfast.ts";

const prefix = "journeys-";

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const kept = process.env["HOLDFAST_TEST_WORK"];
  const work = kept ?? (await mkdtemp(join(tmpdir(), "holdfast-journeys-")));
  const given = process.env["HOLDFAST_TEST_KUBECONFIG"];
  const name = process.env["HOLDFAST_TEST_CLUSTER"] ?? `${prefix}${process.pid}`;
  const kubeconfig = given ?? join(work, "kubeconfig");
  project.provide("node", { cluster: name, kubeconfig, work });
  if (given === undefined) await makeCluster(name, kubeconfig);
  return async () => {
    if (given === undefined && process.env["HOLDFAST_TEST_KEEP"] !== "1") await removeCluster(name);
    if (kept === undefined) await rm(work, { recursive: true, force: true });
  };
}

async function makeCluster(name: string, kubeconfig: string): Promise<void> {
  await removeForgottenClusters();
  await run(["cluster", "up", "--name", name, "--disposable"]);
  const images = [await ensureServerImage(), ...(await ensureSampleImages())];
  await run(["cluster", "load-image", "--name", name, ...images.map(({ path }) => path)]);
  await writeFile(kubeconfig, await run(["cluster", "kubeconfig", "--name", name]), { mode: 0o600 });
}

async function removeCluster(name: string): Promise<void> {
  await run(["cluster", "down", "--name", name]);
}

async function run(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHoldfast(args, {});
  if (code !== 0) throw new Error(`holdfast ${args.join(" ")} ended with ${code}\n${stderr}`);
  return stdout;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly node: { readonly cluster: string; readonly kubeconfig: string; readonly work: string };
  }
}
