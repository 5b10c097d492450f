import { nodeAddress, nodeNetworkPrefix } from "./addresses.ts";

/**
 * Commands that give the fresh network namespace an address. A bridge without ports stands in for a network card:
 * it needs no kernel module beyond those of the pods' network. There is no way out of the namespace.
 */
export function nodeNetwork(hostName: string): string[][] {
  const link = "node0";
  return [
    ["hostname", hostName],
    ["ip", "link", "set", "lo", "up"],
    ["ip", "link", "add", link, "type", "bridge"],
    ["ip", "address", "add", `${nodeAddress}/${nodeNetworkPrefix}`, "dev", link],
    ["ip", "link", "set", link, "up"],
    ["ip", "route", "add", "default", "dev", link],
  ];
}

/** Sysctls of the network namespace: none of them touches the host. */
export const nodeSysctls: Readonly<Record<string, string>> = {
  "net/ipv4/ip_forward": "1",
  // Packets between pods of the bridge must pass kube-proxy's rules.
  "net/bridge/bridge-nf-call-iptables": "1",
};
