/** Small real applications, installed through the product, for the benchmarks. */
import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlPlane } from "@holdfast/harness";
import { execute } from "./measure.ts";

const contentLabels = { benchmark: "content" };
/** Chooses the ConfigMaps of the release. */
export const contentSelector = "benchmark=content";

export const holdfast = new URL("../holdfast", import.meta.url).pathname;

/** Makes keys, a release of so many ConfigMaps and a license per slug, and installs them with the CLI. */
export async function installApplications(plane: ControlPlane, slugs: readonly string[], objects = 1): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  const environment = { KUBECONFIG: plane.kubeconfigPath };
  await plane.kubectl(["apply", "-f", new URL("../deploy/crds", import.meta.url).pathname]);
  const key = join(directory, "vendor.key");
  const made = JSON.parse(await execute(holdfast, ["vendor", "keygen", key, "-o", "json"])) as {
    readonly publicKey: string;
  };
  for (const slug of slugs) {
    const release = join(directory, slug);
    await writeRelease(release, { slug, objects, publicKey: made.publicKey });
    const license = join(directory, `${slug}-license.yaml`);
    const issue = ["vendor", "license", "issue", "--key", key, "--application", slug, "--customer", "Benchmark"];
    await execute(holdfast, [...issue, "--out", license]);
    await execute(holdfast, ["app", "install", release, "--license", license], environment);
  }
}

interface PlainRelease {
  readonly slug: string;
  readonly objects: number;
  readonly publicKey: string;
}

async function writeRelease(directory: string, { slug, objects, publicKey }: PlainRelease): Promise<void> {
  await mkdir(directory, { recursive: true });
  const release = {
    apiVersion: "holdfast.dev/v1alpha1",
    kind: "Release",
    metadata: { name: slug },
    spec: { title: slug, versionLabel: "1.0.0", sequence: 1, publicKey },
  };
  const backup = { apiVersion: "velero.io/v1", kind: "Backup", metadata: { name: slug }, spec: {} };
  const content = Array.from({ length: objects }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `content-${index}`, labels: contentLabels },
    data: { hello: slug },
  }));
  const files = { "holdfast.yaml": [release], "backup.yaml": [backup], "content.yaml": content };
  await Promise.all(
    Object.entries(files).map(([name, documents]) =>
      writeFile(join(directory, name), documents.map((document) => JSON.stringify(document)).join("\n---\n")),
    ),
  );
}
