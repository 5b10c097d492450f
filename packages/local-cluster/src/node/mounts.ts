import { clusterDnsAddress, clusterDomain } from "./addresses.ts";
import { volumesInNode, type ClusterPaths } from "./cluster-paths.ts";

/**
 * Commands that give the node file systems of its own, run in order inside its fresh mount namespace. Kubernetes wants
 * its well-known paths (Velero's node agent mounts /var/lib/kubelet/pods), and the host must not see any of them:
 * - /run is empty: sockets, runc's state and CNI's leases of a stopped node are gone, as after a reboot;
 * - /var/lib is the host's under a layer that is forgotten with the node, with the node's directories bound into it;
 * - /var/log is the node's;
 * - names are the cluster's: the object store's signed addresses name a Service, and no other name leads anywhere.
 * The mounts vanish with the namespace, however the node ends.
 */
export function nodeMounts(paths: ClusterPaths): string[][] {
  const layer = "/run/var-lib";
  const layers = `lowerdir=/var/lib,upperdir=${layer}/upper,workdir=${layer}/work`;
  const held = "/run/state";
  return [
    ["mount", "--make-rprivate", "/"],
    ["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"],
    ["mkdir", "-p", `${layer}/upper`, `${layer}/work`, held, "/run/lock"],
    // Held here, because /var/lib usually contains it and is covered next.
    ["mount", "--bind", paths.state, held],
    ["mount", "-t", "overlay", "-o", layers, "overlay", "/var/lib"],
    ["mkdir", "-p", paths.state, "/var/lib/kubelet", "/var/lib/cni", volumesInNode],
    ["mount", "--bind", held, paths.state],
    ["umount", held],
    ["mount", "--bind", paths.kubelet, "/var/lib/kubelet"],
    ["mount", "--bind", paths.volumes, volumesInNode],
    ["mount", "--bind", paths.podLogs, "/var/log"],
    ["sh", "-c", nameScript],
    // Volumes mounted by the kubelet must be seen by containers, and the other way round.
    ["mount", "--make-rshared", "/"],
  ];
}

const resolver = `search svc.${clusterDomain} ${clusterDomain}\\nnameserver ${clusterDnsAddress}\\noptions ndots:5\\n`;

/** On many hosts /etc/resolv.conf is a link into /run, which is empty here. */
const nameScript = `
  printf '${resolver}' > /run/resolv.conf
  target=$(readlink -m /etc/resolv.conf)
  case $target in /run/resolv.conf) exit 0 ;; /run/*) mkdir -p "$(dirname "$target")"; : > "$target" ;; esac
  [ -e "$target" ] || exit 0
  mount --bind /run/resolv.conf "$target"
`;
