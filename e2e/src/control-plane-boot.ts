import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  apiServerArguments,
  controllerManagerArguments,
  createControlPlanePki,
  ensurePrograms,
  etcdArguments,
  kubeconfigText,
  writeControlPlanePki,
  type CertifiedKey,
  type ControlPlanePki,
  type ControlPlaneProgram,
  type kubernetesVersions,
  type PkiFiles,
} from "@holdfast/local-cluster";
import { freePort } from "./ports.ts";
import { SupervisedProcess } from "./supervised-process.ts";

export interface ControlPlaneOptions {
  /** Default: 1.34.1. Another one is built the first time, which takes minutes. */
  readonly kubernetesVersion?: (typeof kubernetesVersions)[number];
  /** Further flags of kube-apiserver, e.g. `--audit-log-path`. */
  readonly apiServerArguments?: readonly string[];
}

export type Programs = Readonly<Record<ControlPlaneProgram | "kubectl", string>>;

export async function locatePrograms({ kubernetesVersion }: ControlPlaneOptions): Promise<Programs> {
  const version = kubernetesVersion ?? "1.34.1";
  const suffix = version === "1.34.1" ? "" : (`@${version}` as const);
  const names = {
    etcd: "etcd",
    "kube-apiserver": `kube-apiserver${suffix}`,
    "kube-controller-manager": `kube-controller-manager${suffix}`,
    // Works with the minor versions beside its own.
    kubectl: "kubectl",
  } as const;
  const paths: Readonly<Record<string, string>> = await ensurePrograms(Object.values(names));
  const path = (name: keyof typeof names): string => paths[names[name]] ?? name;
  return {
    etcd: path("etcd"),
    "kube-apiserver": path("kube-apiserver"),
    "kube-controller-manager": path("kube-controller-manager"),
    kubectl: path("kubectl"),
  };
}

/** What one control plane is made of, before anything runs. */
export interface Boot {
  readonly directory: string;
  readonly pki: ControlPlanePki;
  readonly files: PkiFiles;
  readonly ports: { readonly etcd: number; readonly peer: number; readonly api: number; readonly controllers: number };
  readonly server: string;
  readonly kubeconfigPath: string;
}

export async function prepare(directory: string): Promise<Boot> {
  const ports = {
    etcd: await freePort(),
    peer: await freePort(),
    api: await freePort(),
    controllers: await freePort(),
  };
  const server = `https://127.0.0.1:${ports.api}`;
  const pki = await createControlPlanePki({ addresses: [] });
  const files = await writeControlPlanePki(join(directory, "pki"), pki);
  const boot = { directory, pki, files, ports, server, kubeconfigPath: join(directory, "admin.kubeconfig") };
  await mkdir(join(directory, "logs"));
  await writeKubeconfig(boot, boot.kubeconfigPath, pki.admin);
  await writeKubeconfig(boot, join(directory, "controller-manager.kubeconfig"), pki.controllerManager);
  return boot;
}

export async function writeKubeconfig(boot: Boot, path: string, client: CertifiedKey): Promise<void> {
  const authorityPem = boot.pki.authority.certificatePem;
  await writeFile(path, kubeconfigText({ name: "harness", server: boot.server, authorityPem, client }), {
    mode: 0o600,
  });
}

export type Processes = Readonly<Record<ControlPlaneProgram, SupervisedProcess>>;

export function describeProcesses(boot: Boot, files: Programs, options: ControlPlaneOptions): Processes {
  const { directory, ports, files: pki } = boot;
  const describe = (name: ControlPlaneProgram, args: readonly string[]): SupervisedProcess =>
    new SupervisedProcess({
      name,
      file: files[name],
      arguments: args,
      logPath: join(directory, "logs", `${name}.log`),
    });
  return {
    etcd: describe(
      "etcd",
      etcdArguments({
        pki,
        dataDirectory: join(directory, "etcd"),
        clientPort: ports.etcd,
        peerPort: ports.peer,
        sync: "none",
      }),
    ),
    "kube-apiserver": describe(
      "kube-apiserver",
      apiServerArguments({
        pki,
        etcdClientPort: ports.etcd,
        bindAddress: "127.0.0.1",
        port: ports.api,
        more: options.apiServerArguments ?? [],
      }),
    ),
    "kube-controller-manager": describe(
      "kube-controller-manager",
      controllerManagerArguments({
        pki,
        kubeconfigPath: join(directory, "controller-manager.kubeconfig"),
        port: ports.controllers,
        certificateDirectory: join(directory, "controller-manager"),
      }),
    ),
  };
}
