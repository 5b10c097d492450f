import { mkdir, readFile, writeFile } from "node:fs/promises";
import {
  createAuthority,
  createSigningKeys,
  issueClient,
  issueServing,
  type CertifiedKey,
  type SigningKeys,
} from "./authority.ts";
import { certificateNames, pkiFiles, type CertificateName, type PkiFiles } from "./pki-files.ts";

/** The keys of one control plane. One authority signs all of them: the cluster serves a single machine. */
export interface ControlPlanePki {
  readonly authority: CertifiedKey;
  readonly apiServer: CertifiedKey;
  /** What the API server shows to etcd and to kubelets. */
  readonly apiServerClient: CertifiedKey;
  readonly etcd: CertifiedKey;
  readonly controllerManager: CertifiedKey;
  readonly scheduler: CertifiedKey;
  readonly admin: CertifiedKey;
  readonly serviceAccounts: SigningKeys;
}

export interface ControlPlanePkiRequest {
  /** Every address the API server is reached at; 127.0.0.1 is always added. */
  readonly addresses: readonly string[];
  /** Names beside `localhost` and the `kubernetes.default` ones. */
  readonly dnsNames?: readonly string[];
}

const inClusterNames = [
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
] as const;

export async function createControlPlanePki(request: ControlPlanePkiRequest): Promise<ControlPlanePki> {
  const authority = await createAuthority("holdfast-local-cluster");
  const client = (commonName: string, ...organizations: string[]): Promise<CertifiedKey> =>
    issueClient(authority, { commonName, organizations });
  return {
    authority,
    apiServer: await issueServing(authority, {
      commonName: "kube-apiserver",
      dnsNames: ["localhost", ...inClusterNames, ...(request.dnsNames ?? [])],
      addresses: [...new Set(["127.0.0.1", ...request.addresses])],
    }),
    etcd: await issueServing(authority, {
      commonName: "etcd",
      dnsNames: ["localhost"],
      addresses: ["127.0.0.1"],
    }),
    apiServerClient: await client("kube-apiserver", "system:masters"),
    controllerManager: await client("system:kube-controller-manager"),
    scheduler: await client("system:kube-scheduler"),
    admin: await client("holdfast-admin", "system:masters"),
    serviceAccounts: createSigningKeys(),
  };
}

/** Keys are readable by their owner alone. */
export async function writeControlPlanePki(directory: string, pki: ControlPlanePki): Promise<PkiFiles> {
  const files = pkiFiles(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of certificateNames()) {
    await writeFile(files.certificate(name), pki[name].certificatePem);
    await writeFile(files.key(name), pki[name].privateKeyPem, { mode: 0o600 });
  }
  await writeFile(files.serviceAccountPublicKey, pki.serviceAccounts.publicKeyPem);
  await writeFile(files.serviceAccountPrivateKey, pki.serviceAccounts.privateKeyPem, { mode: 0o600 });
  await writeFile(files.authorityKey, pki.authority.privateKeyPem, { mode: 0o600 });
  // The authority's certificate goes last: its presence says that the directory is complete.
  await writeFile(files.authority, pki.authority.certificatePem);
  return files;
}

/** Undefined when the directory holds no complete set: an interrupted write leaves the authority out. */
export async function readControlPlanePki(directory: string): Promise<ControlPlanePki | undefined> {
  const files = pkiFiles(directory);
  const authorityPem = await readFile(files.authority, "utf8").catch(() => undefined);
  if (authorityPem === undefined) return undefined;
  const pair = async (name: CertificateName): Promise<CertifiedKey> => ({
    certificatePem: await read(files.certificate(name)),
    privateKeyPem: await read(files.key(name)),
  });
  return {
    authority: { certificatePem: authorityPem, privateKeyPem: await read(files.authorityKey) },
    apiServer: await pair("apiServer"),
    apiServerClient: await pair("apiServerClient"),
    etcd: await pair("etcd"),
    controllerManager: await pair("controllerManager"),
    scheduler: await pair("scheduler"),
    admin: await pair("admin"),
    serviceAccounts: {
      publicKeyPem: await read(files.serviceAccountPublicKey),
      privateKeyPem: await read(files.serviceAccountPrivateKey),
    },
  };
}

function read(path: string): Promise<string> {
  return readFile(path, "utf8");
}
