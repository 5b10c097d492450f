import { join } from "node:path";
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  schedulerArguments,
} from "../control-plane/arguments.ts";
import { nodeAddress, nodePorts } from "./addresses.ts";
import { nodeName, type ClusterPaths } from "./cluster-paths.ts";
import {
  cniConfiguration,
  containerdConfiguration,
  containerdSocket,
  kubeletConfiguration,
  proxyConfiguration,
} from "./configuration-texts.ts";
import { nodeKeyFiles } from "./node-key-files.ts";

/** In the order in which they are started; a stop goes the other way. */
export const nodeProgramNames = [
  "etcd",
  "containerd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
] as const;
export type NodeProgramName = (typeof nodeProgramNames)[number];

/** What must be true before a program is worth starting. */
export type Gate =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "file"; readonly path: string }
  /** The API server says that it is ready; the rights of its clients exist then. */
  | { readonly kind: "api-server-ready" };

export interface NodeProgram {
  readonly name: NodeProgramName;
  readonly path: string;
  readonly arguments: readonly string[];
  readonly gates: readonly Gate[];
}

export interface NodeSettings {
  readonly paths: ClusterPaths;
  /** Loses data when the machine dies, and waits for no disk. */
  readonly disposable: boolean;
  /** In every cgroup controller, with a leading slash. */
  readonly cgroupRoot: string;
  readonly pauseImage: string;
}

export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

function configurationPaths(paths: ClusterPaths) {
  const at = (name: string): string => join(paths.configuration, name);
  return {
    containerd: at("containerd.toml"),
    cniDirectory: at("cni"),
    cni: at("cni/10-pods.conflist"),
    kubelet: at("kubelet.json"),
    proxy: at("kube-proxy.json"),
    resolvConf: at("resolv.conf"),
  };
}

export function configurationFiles(settings: NodeSettings): readonly ConfigurationFile[] {
  const { paths, pauseImage, cgroupRoot } = settings;
  const at = configurationPaths(paths);
  const keys = nodeKeyFiles(paths);
  const containerd = containerdConfiguration({
    root: paths.containerd,
    cniConfigurationDirectory: at.cniDirectory,
    optDirectory: join(paths.containerd, "opt"),
    pauseImage,
  });
  const kubelet = kubeletConfiguration({
    clientAuthority: paths.pki.authority,
    certificate: keys.kubeletCertificate,
    key: keys.kubeletKey,
    cgroupRoot,
    resolvConf: at.resolvConf,
  });
  const proxy = proxyConfiguration({ kubeconfig: keys.kubeconfig("kube-proxy"), nodeName: nodeName(paths) });
  return [
    { path: at.containerd, text: containerd },
    { path: at.cni, text: cniConfiguration() },
    { path: at.kubelet, text: kubelet },
    { path: at.proxy, text: proxy },
    // No name server: there is no way out of the node.
    { path: at.resolvConf, text: "" },
  ];
}

export function nodePrograms(settings: NodeSettings): readonly NodeProgram[] {
  const { paths } = settings;
  const ready: readonly Gate[] = [{ kind: "api-server-ready" }];
  const containerd: readonly Gate[] = [{ kind: "file", path: containerdSocket }];
  const etcd: readonly Gate[] = [{ kind: "listening", port: nodePorts.etcdClient }];
  const args = programArguments(settings);
  const program = (name: NodeProgramName, gates: readonly Gate[]): NodeProgram => ({
    name,
    path: name === "containerd" ? "containerd" : join(paths.programs, name),
    arguments: args[name],
    gates,
  });
  return [
    program("etcd", []),
    program("containerd", []),
    program("kube-apiserver", etcd),
    program("kube-controller-manager", ready),
    program("kube-scheduler", ready),
    program("kubelet", [...containerd, ...ready]),
    program("kube-proxy", ready),
  ];
}

function programArguments(settings: NodeSettings): Readonly<Record<NodeProgramName, readonly string[]>> {
  const { paths, disposable } = settings;
  const { pki } = paths;
  const keys = nodeKeyFiles(paths);
  const at = configurationPaths(paths);
  return {
    etcd: etcdArguments({
      pki,
      dataDirectory: paths.etcd,
      clientPort: nodePorts.etcdClient,
      peerPort: nodePorts.etcdPeer,
      sync: disposable ? "none" : "fsync",
    }),
    containerd: ["--config", at.containerd, "--log-level", "warn"],
    "kube-apiserver": apiServerArguments({
      pki,
      etcdClientPort: nodePorts.etcdClient,
      bindAddress: "0.0.0.0",
      port: nodePorts.apiServer,
      advertiseAddress: nodeAddress,
      more: [
        `--kubelet-certificate-authority=${pki.authority}`,
        // Nobody has a certificate of that name. Without the settings, other programs ask for them for ever.
        `--requestheader-client-ca-file=${pki.authority}`,
        "--requestheader-allowed-names=holdfast-front-proxy",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
      ],
    }),
    "kube-controller-manager": controllerManagerArguments({
      pki,
      kubeconfigPath: keys.kubeconfig("kube-controller-manager"),
      port: nodePorts.controllerManager,
      certificateDirectory: "/run/kube-controller-manager",
      more: ["--flex-volume-plugin-dir=/var/lib/kubelet/volume-plugins"],
    }),
    "kube-scheduler": schedulerArguments({
      kubeconfigPath: keys.kubeconfig("kube-scheduler"),
      port: nodePorts.scheduler,
      certificateDirectory: "/run/kube-scheduler",
    }),
    kubelet: [
      "--node-labels=holdfast.dev/install-method=local-cluster",
      `--config=${at.kubelet}`,
      `--kubeconfig=${keys.kubeconfig("kubelet")}`,
      "--root-dir=/var/lib/kubelet",
      `--hostname-override=${nodeName(paths)}`,
      `--node-ip=${nodeAddress}`,
    ],
    "kube-proxy": [`--config=${at.proxy}`],
  };
}
