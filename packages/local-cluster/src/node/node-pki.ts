import { access, writeFile } from "node:fs/promises";
import { issueClient, issueServing, type CertifiedKey } from "../pki/authority.ts";
import {
  createControlPlanePki,
  readControlPlanePki,
  writeControlPlanePki,
  type ControlPlanePki,
} from "../pki/control-plane-pki.ts";
import { kubeconfigText } from "../pki/kubeconfig.ts";
import { nodeAddress, nodePorts } from "./addresses.ts";
import { nodeName, type ClusterPaths } from "./cluster-paths.ts";
import { nodeKeyFiles, nodeKubeconfigPath, type ClientProgram } from "./node-key-files.ts";
import { apiServiceAddress } from "../control-plane/arguments.ts";

/** Makes what is missing; what exists is kept, because running programs and printed kubeconfigs trust it. */
export async function ensureNodePki(paths: ClusterPaths, apiPort: number): Promise<void> {
  const pki = await ensureControlPlanePki(paths);
  const files = nodeKeyFiles(paths);
  // Written last below: its presence says that the set is complete.
  if (!(await exists(files.kubeconfig("kube-proxy")))) await writeNodeKeys(paths, pki);
  for (const [path, port] of [
    [paths.kubeconfig, apiPort],
    [nodeKubeconfigPath(paths), nodePorts.apiServer],
  ] as const) {
    await writeFile(path, clientKubeconfig(pki, `holdfast-${paths.name}`, port, pki.admin), { mode: 0o600 });
  }
}

async function ensureControlPlanePki(paths: ClusterPaths): Promise<ControlPlanePki> {
  const existing = await readControlPlanePki(paths.pkiDirectory);
  if (existing !== undefined) return existing;
  const pki = await createControlPlanePki({ addresses: [apiServiceAddress, nodeAddress] });
  await writeControlPlanePki(paths.pkiDirectory, pki);
  return pki;
}

async function writeNodeKeys(paths: ClusterPaths, pki: ControlPlanePki): Promise<void> {
  const files = nodeKeyFiles(paths);
  const node = nodeName(paths);
  const serving = await issueServing(pki.authority, { commonName: node, dnsNames: [node], addresses: [nodeAddress] });
  await writeFile(files.kubeletCertificate, serving.certificatePem);
  await writeFile(files.kubeletKey, serving.privateKeyPem, { mode: 0o600 });
  const kubelet = { commonName: `system:node:${node}`, organizations: ["system:nodes"] };
  const clients: readonly [ClientProgram, CertifiedKey][] = [
    ["kube-controller-manager", pki.controllerManager],
    ["kube-scheduler", pki.scheduler],
    ["kubelet", await issueClient(pki.authority, kubelet)],
    ["kube-proxy", await issueClient(pki.authority, { commonName: "system:kube-proxy" })],
  ];
  for (const [program, client] of clients) {
    const text = clientKubeconfig(pki, program, nodePorts.apiServer, client);
    await writeFile(files.kubeconfig(program), text, { mode: 0o600 });
  }
}

function clientKubeconfig(pki: ControlPlanePki, name: string, port: number, client: CertifiedKey): string {
  const authorityPem = pki.authority.certificatePem;
  return kubeconfigText({ name, server: `https://127.0.0.1:${port}`, authorityPem, client });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
