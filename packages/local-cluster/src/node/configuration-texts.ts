import { clusterDnsAddress, clusterDomain, nodeAddress, nodePorts, podNetwork } from "./addresses.ts";

export const containerdSocket = "/run/containerd/containerd.sock";

export interface ContainerdSettings {
  readonly root: string;
  readonly cniConfigurationDirectory: string;
  readonly optDirectory: string;
  readonly pauseImage: string;
}

/** Version 2 of the format, for containerd 1.6 and 1.7. */
export function containerdConfiguration(settings: ContainerdSettings): string {
  return `version = 2
root = ${quote(settings.root)}
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
  address = ${quote(containerdSocket)}

[plugins."io.containerd.internal.v1.opt"]
  path = ${quote(settings.optDirectory)}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${quote(settings.pauseImage)}
  # The kernel refuses lower scores than our own; without this no container starts.
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = ${quote(settings.cniConfigurationDirectory)}
    max_conf_num = 1
`;
}

export function cniConfiguration(): string {
  const configuration = {
    cniVersion: "0.4.0",
    name: "pods",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: {
          type: "host-local",
          // Forgotten with the node, like the sandboxes that held the addresses.
          dataDir: "/run/cni",
          ranges: [[{ subnet: podNetwork }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
  return json(configuration);
}

/** Kubernetes' programs read JSON as YAML; the supervisor then needs no library for it. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** TOML's basic strings are written like JSON's. */
function quote(value: string): string {
  return JSON.stringify(value);
}

export interface KubeletSettings {
  readonly clientAuthority: string;
  readonly certificate: string;
  readonly key: string;
  /** In every cgroup controller, with a leading slash. */
  readonly cgroupRoot: string;
  readonly resolvConf: string;
}

export function kubeletConfiguration(settings: KubeletSettings): string {
  return json({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: nodeAddress,
    port: nodePorts.kubelet,
    healthzBindAddress: "127.0.0.1",
    healthzPort: nodePorts.kubeletHealth,
    tlsCertFile: settings.certificate,
    tlsPrivateKeyFile: settings.key,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: settings.clientAuthority },
    },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    clusterDNS: [clusterDnsAddress],
    clusterDomain,
    resolvConf: settings.resolvConf,
    cgroupDriver: "cgroupfs",
    cgroupRoot: settings.cgroupRoot,
    failCgroupV1: false,
    failSwapOn: false,
    volumePluginDir: "/var/lib/kubelet/volume-plugins",
    // The machine's disk is shared with everything else on it: only a full one is a reason to evict.
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    // Images come from files: one that was removed to make room could not be pulled again.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    makeIPTablesUtilChains: false,
    // Quick to notice that a volume or a pod is gone; there are few pods.
    syncFrequency: "15s",
  });
}

export interface ProxySettings {
  readonly kubeconfig: string;
  readonly nodeName: string;
}

export function proxyConfiguration(settings: ProxySettings): string {
  return json({
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig: settings.kubeconfig },
    clusterCIDR: podNetwork,
    hostnameOverride: settings.nodeName,
    healthzBindAddress: `127.0.0.1:${nodePorts.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${nodePorts.proxyMetrics}`,
    // The table of connections belongs to the host: its size is not ours to set.
    conntrack: { maxPerCore: 0 },
    nftables: { minSyncPeriod: "100ms", syncPeriod: "30s" },
  });
}
