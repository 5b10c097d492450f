import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandLine } from "../journeys/support/holdfast.ts";

export const slug = "guestbook";

/** Makes a vendor's key, a release that needs no node, and a license in this folder, and installs it. */
export async function installPlainApplication(holdfast: CommandLine, directory: string): Promise<void> {
  const key = join(directory, "vendor.key");
  const license = join(directory, "license.yaml");
  const { publicKey } = await holdfast.json<{ readonly publicKey: string }>("vendor", "keygen", key);
  const release = await writeRelease(join(directory, "release"), publicKey);
  const customer = ["--application", slug, "--customer", "The version matrix"];
  await holdfast("vendor", "license", "issue", "--key", key, ...customer, "--out", license);
  await holdfast("app", "install", release, "--license", license);
}

async function writeRelease(directory: string, publicKey: string): Promise<string> {
  const objects = {
    "holdfast.yaml": {
      apiVersion: "holdfast.dev/v1alpha1",
      kind: "Release",
      metadata: { name: slug },
      spec: { title: slug, versionLabel: "1.0.0", sequence: 1, publicKey },
    },
    "backup.yaml": { apiVersion: "velero.io/v1", kind: "Backup", metadata: { name: slug }, spec: {} },
    "settings.yaml": {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { greeting: "hello" },
    },
    "password.yaml": {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "password" },
      stringData: { password: "12345" },
    },
    "address.yaml": {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: slug }, ports: [{ port: 80 }] },
    },
    "account.yaml": { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "web" } },
  };
  await mkdir(directory, { recursive: true });
  await Promise.all(
    Object.entries(objects).map(([name, object]) => writeFile(join(directory, name), JSON.stringify(object))),
  );
  return directory;
}
