import { fileURLToPath } from "node:url";

/** One executable of another project and where it comes from. */
export interface Program {
  /** The file's name. */
  readonly file: string;
  /** Its folder in `tools/upstream/`: the Go module that pins it and everything it is made of. */
  readonly module: string;
  readonly packagePath: string;
  readonly version: string;
  /** Go variables that are set at link time, so that the program can say which version it is. */
  readonly stamps: Readonly<Record<string, string>>;
}

export const upstreamDirectory = fileURLToPath(new URL("../../../../tools/upstream/", import.meta.url));

const kubernetesCommands = {
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
  kubelet: "kubelet",
  "kube-proxy": "kube-proxy",
  kubectl: "kubectl",
} as const;

const veleroCommands = {
  velero: "velero",
  "velero-restore-helper": "velero-restore-helper",
  "velero-helper": "velero-helper",
} as const;

type Versioned<Name extends string, Version extends string> = `${Name}@${Version}`;

function kubernetes(file: string, version: string): Program {
  const [, minor = ""] = version.split(".");
  return {
    file,
    module: `kubernetes-${version}`,
    packagePath: `k8s.io/kubernetes/cmd/${file}`,
    version: `v${version}`,
    stamps: {
      "k8s.io/component-base/version.gitVersion": `v${version}`,
      "k8s.io/component-base/version.gitMajor": "1",
      "k8s.io/component-base/version.gitMinor": minor,
    },
  };
}

function velero(file: string, version: string): Program {
  return {
    file,
    module: `velero-${version}`,
    packagePath: `github.com/vmware-tanzu/velero/cmd/${file}`,
    version: `v${version}`,
    stamps: { "github.com/vmware-tanzu/velero/pkg/buildinfo.Version": `v${version}` },
  };
}

/** Built for every cluster. */
const defaultPrograms = {
  etcd: {
    file: "etcd",
    module: "etcd",
    packagePath: "go.etcd.io/etcd/server/v3",
    version: "v3.6.5",
    stamps: {},
  },
  ...all(kubernetesCommands, (file) => kubernetes(file, "1.34.1")),
  ...all(veleroCommands, (file) => velero(file, "1.18.3")),
  "velero-plugin-for-aws": {
    file: "velero-plugin-for-aws",
    module: "velero-plugin-for-aws",
    packagePath: "github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws",
    version: "v1.14.3",
    stamps: {},
  },
  coredns: {
    file: "coredns",
    module: "coredns",
    packagePath: "github.com/coredns/coredns",
    version: "v1.12.3",
    stamps: {},
  },
  "local-path-provisioner": {
    file: "local-path-provisioner",
    module: "local-path-provisioner",
    packagePath: "github.com/rancher/local-path-provisioner",
    version: "v0.0.30",
    stamps: { "main.VERSION": "v0.0.30" },
  },
  versitygw: {
    file: "versitygw",
    module: "versitygw",
    packagePath: "github.com/versity/versitygw/cmd/versitygw",
    version: "v1.8.0",
    stamps: { "main.Version": "v1.8.0" },
  },
} as const satisfies Record<string, Program>;

/**
 * The Velero server for tests, several at once on one machine. It is the same code; but every Velero, beside the metrics
 * that a flag puts elsewhere, opens its controllers' own ones on port 8080 of all addresses, and a second one ends.
 * "0" leaves these closed.
 */
function veleroBesideOthers(version: string): Program {
  const program = velero("velero", version);
  const address = "sigs.k8s.io/controller-runtime/pkg/metrics/server.DefaultBindAddress";
  return { ...program, stamps: { ...program.stamps, [address]: "0" } };
}

/** Built when a test or an option asks for them. */
const optionalPrograms = {
  "velero-beside-others": veleroBesideOthers("1.18.3"),
  "velero-beside-others@1.17.2": veleroBesideOthers("1.17.2"),
  ...versioned(kubernetesCommands, "1.35.0", kubernetes),
  ...versioned(kubernetesCommands, "1.33.13", kubernetes),
  ...versioned(veleroCommands, "1.17.2", velero),
} as const satisfies Record<string, Program>;

export const programs = { ...defaultPrograms, ...optionalPrograms };
export type ProgramName = keyof typeof programs;

export const defaultProgramNames = Object.keys(defaultPrograms) as (keyof typeof defaultPrograms)[];

function all<Name extends string>(
  names: Record<Name, string>,
  describe: (file: Name) => Program,
): Record<Name, Program> {
  const entries = (Object.keys(names) as Name[]).map((name) => [name, describe(name)] as const);
  return Object.fromEntries(entries) as Record<Name, Program>;
}

function versioned<Name extends string, Version extends string>(
  names: Record<Name, string>,
  version: Version,
  describe: (file: string, version: string) => Program,
): Record<Versioned<Name, Version>, Program> {
  const entries = (Object.keys(names) as Name[]).map(
    (name) => [`${name}@${version}`, describe(name, version)] as const,
  );
  return Object.fromEntries(entries) as Record<Versioned<Name, Version>, Program>;
}
