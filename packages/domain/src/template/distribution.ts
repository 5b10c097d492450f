/** What tells one Kubernetes distribution from another. */
export interface NodeTraits {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly providerId: string;
  readonly kubeletVersion: string;
}

interface Trait {
  readonly distribution: string;
  readonly isOf: (node: NodeTraits) => boolean;
}

const has =
  (...keys: readonly string[]) =>
  ({ labels }: NodeTraits): boolean =>
    keys.some((key) => Object.hasOwn(labels, key));
const built =
  (mark: string) =>
  ({ kubeletVersion }: NodeTraits): boolean =>
    kubeletVersion.includes(mark);
const provided =
  (scheme: string) =>
  ({ providerId }: NodeTraits): boolean =>
    providerId.startsWith(scheme);

/** KOTS's names. In this order: what is built on another one comes before it. */
const traits: readonly Trait[] = [
  { distribution: "kurl", isOf: has("kurl.sh/cluster") },
  { distribution: "openShift", isOf: has("node.openshift.io/os_id") },
  { distribution: "microk8s", isOf: has("microk8s.io/cluster") },
  { distribution: "minikube", isOf: has("minikube.k8s.io/version") },
  {
    distribution: "tanzu",
    isOf: has("run.tanzu.vmware.com/tkr", "run.tanzu.vmware.com/kubernetesDistributionVersion"),
  },
  { distribution: "gke-autopilot", isOf: (node) => node.name.startsWith("gk3-") },
  { distribution: "gke", isOf: has("cloud.google.com/gke-nodepool") },
  { distribution: "eks", isOf: has("eks.amazonaws.com/nodegroup", "alpha.eksctl.io/cluster-name") },
  { distribution: "eks", isOf: built("-eks-") },
  { distribution: "aks", isOf: has("kubernetes.azure.com/cluster", "kubernetes.azure.com/role") },
  { distribution: "oke", isOf: has("oci.oraclecloud.com/fault-domain") },
  { distribution: "ibm", isOf: has("ibm-cloud.kubernetes.io/internal-ip") },
  { distribution: "digitalOcean", isOf: provided("digitalocean:") },
  { distribution: "rke2", isOf: built("+rke2") },
  { distribution: "k3s", isOf: built("+k3s") },
  { distribution: "k0s", isOf: built("+k0s") },
  { distribution: "kind", isOf: provided("kind:") },
  { distribution: "dockerDesktop", isOf: (node) => node.name === "docker-desktop" },
];

/** "" when it is none that KOTS has a name for. */
export function distributionOf(nodes: readonly NodeTraits[]): string {
  return traits.find(({ isOf }) => nodes.some(isOf))?.distribution ?? "";
}
