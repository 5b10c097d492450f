/** Small real applications, installed through the product, for the benchmarks. */
import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlPlane } from "@holdfast/harness";
import { execute } from "./measure.ts";

export const holdfast = new URL("../holdfast", import.meta.url).pathname;

/** Makes keys, a release and a license per slug, and installs them with the CLI. */
export async function installApplications(plane: ControlPlane, slugs: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  const environment = { KUBECONFIG: plane.kubeconfigPath };
  await plane.kubectl(["apply", "-f", new URL("../deploy/crds", import.meta.url).pathname]);
  const key = join(directory, "vendor.key");
  const made = JSON.parse(await execute(holdfast, ["vendor", "keygen", key, "-o", "json"])) as {
    readonly publicKey: string;
  };
  for (const slug of slugs) {
    const release = join(directory, slug);
    await writeRelease(release, slug, made.publicKey);
    const license = join(directory, `${slug}-license.yaml`);
    const issue = ["vendor", "license", "issue", "--key", key, "--application", slug, "--customer", "Benchmark"];
    await execute(holdfast, [...issue, "--out", license]);
    await execute(holdfast, ["app", "install", release, "--license", license], environment);
  }
}

async function writeRelease(directory: string, slug: string, publicKey: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const release = {
    apiVersion: "holdfast.dev/v1alpha1",
    kind: "Release",
    metadata: { name: slug },
    spec: { title: slug, versionLabel: "1.0.0", sequence: 1, publicKey },
  };
  const backup = { apiVersion: "velero.io/v1", kind: "Backup", metadata: { name: slug }, spec: {} };
  const content = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "content" }, data: { hello: slug } };
  const files = { "holdfast.yaml": release, "backup.yaml": backup, "content.yaml": content };
  await Promise.all(
    Object.entries(files).map(([name, object]) => writeFile(join(directory, name), JSON.stringify(object))),
  );
}
