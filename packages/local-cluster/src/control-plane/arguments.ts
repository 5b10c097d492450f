import type { PkiFiles } from "../pki/pki-files.ts";

/** The programs of a control plane, in the order in which they are started. */
export const controlPlanePrograms = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;
export type ControlPlaneProgram = (typeof controlPlanePrograms)[number];

/** Services of every cluster are numbered in here; the API server has the first address. */
export const serviceNetwork = "10.96.0.0/16";
export const apiServiceAddress = "10.96.0.1";

export interface EtcdSettings {
  readonly pki: PkiFiles;
  readonly dataDirectory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** "none" loses data when the machine dies, never when the process does: for clusters nobody will miss. */
  readonly sync: "fsync" | "none";
}

export function etcdArguments(settings: EtcdSettings): string[] {
  const { pki } = settings;
  const clientUrl = `https://127.0.0.1:${settings.clientPort}`;
  const peerUrl = `http://127.0.0.1:${settings.peerPort}`;
  return [
    "--name=holdfast",
    `--data-dir=${settings.dataDirectory}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    // There is one member, so nobody ever speaks to this address.
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=holdfast=${peerUrl}`,
    "--client-cert-auth",
    `--trusted-ca-file=${pki.authority}`,
    `--cert-file=${pki.certificate("etcd")}`,
    `--key-file=${pki.key("etcd")}`,
    "--auto-compaction-mode=periodic",
    "--auto-compaction-retention=10m",
    `--quota-backend-bytes=${2 * 1024 ** 3}`,
    // It would call etcd with a certificate that is for serving only, and complain for ever.
    "--enable-grpc-gateway=false",
    "--log-level=warn",
    ...(settings.sync === "none" ? ["--unsafe-no-fsync"] : []),
  ];
}

export interface ApiServerSettings {
  readonly pki: PkiFiles;
  readonly etcdClientPort: number;
  readonly bindAddress: string;
  readonly port: number;
  /** Absent when the cluster has no node: nothing then needs to reach the API server by its Service. */
  readonly advertiseAddress?: string;
  readonly more?: readonly string[];
}

export function apiServerArguments(settings: ApiServerSettings): string[] {
  const { pki, advertiseAddress } = settings;
  return [
    `--etcd-servers=https://127.0.0.1:${settings.etcdClientPort}`,
    `--etcd-cafile=${pki.authority}`,
    `--etcd-certfile=${pki.certificate("apiServerClient")}`,
    `--etcd-keyfile=${pki.key("apiServerClient")}`,
    `--bind-address=${settings.bindAddress}`,
    `--secure-port=${settings.port}`,
    ...(advertiseAddress === undefined
      ? ["--endpoint-reconciler-type=none"]
      : [
          `--advertise-address=${advertiseAddress}`,
          "--kubelet-preferred-address-types=InternalIP",
          `--kubelet-client-certificate=${pki.certificate("apiServerClient")}`,
          `--kubelet-client-key=${pki.key("apiServerClient")}`,
        ]),
    `--service-cluster-ip-range=${serviceNetwork}`,
    `--tls-cert-file=${pki.certificate("apiServer")}`,
    `--tls-private-key-file=${pki.key("apiServer")}`,
    `--client-ca-file=${pki.authority}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${pki.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${pki.serviceAccountPrivateKey}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
    "--profiling=false",
    ...(settings.more ?? []),
  ];
}

export interface ControllerManagerSettings {
  readonly pki: PkiFiles;
  readonly kubeconfigPath: string;
  readonly port: number;
  /** Where it may put the certificate it makes for its own health port. */
  readonly certificateDirectory: string;
  readonly more?: readonly string[];
}

export function controllerManagerArguments(settings: ControllerManagerSettings): string[] {
  const { pki, kubeconfigPath } = settings;
  return [
    `--kubeconfig=${kubeconfigPath}`,
    `--authentication-kubeconfig=${kubeconfigPath}`,
    `--authorization-kubeconfig=${kubeconfigPath}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${settings.port}`,
    `--cert-dir=${settings.certificateDirectory}`,
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${pki.serviceAccountPrivateKey}`,
    `--root-ca-file=${pki.authority}`,
    `--cluster-signing-cert-file=${pki.authority}`,
    `--cluster-signing-key-file=${pki.authorityKey}`,
    // One machine, one of each: an election would only delay every restart by its lease.
    "--leader-elect=false",
    // The default of 20 calls a second makes its own start take 5 s: each controller asks for a token first.
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--profiling=false",
    ...(settings.more ?? []),
  ];
}

export interface SchedulerSettings {
  readonly kubeconfigPath: string;
  readonly port: number;
  readonly certificateDirectory: string;
}

export function schedulerArguments(settings: SchedulerSettings): string[] {
  const { kubeconfigPath } = settings;
  return [
    `--kubeconfig=${kubeconfigPath}`,
    `--authentication-kubeconfig=${kubeconfigPath}`,
    `--authorization-kubeconfig=${kubeconfigPath}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${settings.port}`,
    `--cert-dir=${settings.certificateDirectory}`,
    "--leader-elect=false",
    "--profiling=false",
  ];
}
