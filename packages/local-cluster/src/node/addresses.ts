/** Every cluster has a network namespace of its own, so all of them use the same addresses. */
export const nodeAddress = "10.200.0.1";
export const nodeNetworkPrefix = 24;
export const podNetwork = "10.244.0.0/16";
export const clusterDnsAddress = "10.96.0.10";
export const clusterDomain = "cluster.local";

/** Ports inside the node's network namespace. */
export const nodePorts = {
  apiServer: 6443,
  etcdClient: 2379,
  etcdPeer: 2380,
  controllerManager: 10257,
  scheduler: 10259,
  kubelet: 10250,
  kubeletHealth: 10248,
  proxyHealth: 10256,
  proxyMetrics: 10249,
} as const;
