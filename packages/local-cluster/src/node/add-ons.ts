import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { LocalClusterError } from "../error.ts";
import { clusterDnsAddress, clusterDomain } from "./addresses.ts";
import type { ClusterApi } from "./cluster-api.ts";
import { volumesInNode, type ClusterPaths } from "./cluster-paths.ts";

/** Names of the images that the add-ons run from. */
export interface AddOnImages {
  readonly coredns: string;
  readonly localPathProvisioner: string;
  readonly versitygw: string;
  readonly busybox: string;
}

const storeNamespace = "holdfast-store";
const storeCredentials = "holdfast-store-credentials";

/** The Deployments that must be available before a cluster is up. */
export const addOnDeployments = [
  { title: "CoreDNS", namespace: "kube-system", name: "coredns" },
  { title: "the volume provisioner", namespace: "local-path-storage", name: "local-path-provisioner" },
  { title: "the object store", namespace: storeNamespace, name: "holdfast-store" },
] as const;

const manifestFiles = ["coredns.yaml", "local-path.yaml", "object-store.yaml"] as const;

/** One YAML stream with every object of the add-ons. */
export async function addOnManifests(images: AddOnImages): Promise<string> {
  const values = { ...images, clusterDomain, dnsAddress: clusterDnsAddress, volumes: volumesInNode };
  const texts = await Promise.all(
    manifestFiles.map((file) => readFile(new URL(`./add-ons/${file}`, import.meta.url), "utf8")),
  );
  return texts.map((manifest) => fillIn(manifest, values)).join("---\n");
}

/** Puts values in the places of `${name}`. A place without a value is a bug. */
export function fillIn(manifest: string, values: Readonly<Record<string, string>>): string {
  return manifest.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`the manifest asks for an unknown ${name}`);
    return value;
  });
}

/** Applies all add-ons. Applying again repairs what was changed or deleted, and leaves their data alone. */
export async function applyAddOns(paths: ClusterPaths, api: ClusterApi, images: AddOnImages): Promise<void> {
  await apply(paths, await addOnManifests(images));
  await ensureStoreCredentials(api);
}

async function apply(paths: ClusterPaths, manifests: string): Promise<void> {
  const args = ["apply", "--server-side", "--force-conflicts", "--field-manager=holdfast-local-cluster", "-f", "-"];
  const child = spawn(join(paths.programs, "kubectl"), [`--kubeconfig=${paths.kubeconfig}`, ...args], {
    stdio: ["pipe", "ignore", "pipe"],
    // kubectl keeps its discovery cache below HOME.
    env: { PATH: process.env["PATH"] ?? "", HOME: paths.configuration },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", resolve);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(manifests);
  const [said, code] = await Promise.all([text(child.stderr), ended]);
  if (code === 0) return;
  throw new LocalClusterError("boot-failed", "The add-ons of the cluster could not be applied", {
    reason: said.trim(),
    remedy: "Run the command again; if it fails in the same way, look at the API server's log",
    where: join(paths.logs, "kube-apiserver.log"),
  });
}

/** Made once: backups in the store are lost to whoever has other keys. */
async function ensureStoreCredentials(api: ClusterApi): Promise<void> {
  const secrets = `/api/v1/namespaces/${storeNamespace}/secrets`;
  if ((await api.get(`${secrets}/${storeCredentials}`)) !== undefined) return;
  await api.create(secrets, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: storeCredentials, namespace: storeNamespace },
    stringData: {
      accessKeyId: `holdfast-${randomBytes(8).toString("hex")}`,
      secretAccessKey: randomBytes(30).toString("base64url"),
    },
  });
}
