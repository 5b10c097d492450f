import { BlockList, isIP } from "node:net";
import { carriedAddresses, plainAddress } from "./carried-addresses.ts";

/** Why an address may not be connected to; undefined when it may. */
export type AddressRules = (address: string) => string | undefined;

export interface AddressRulesOptions {
  /** Private networks, this machine and this cluster may be connected to. */
  readonly allowPrivate: boolean;
  /** Ranges of the cluster's own, as CIDR or as single addresses. */
  readonly clusterRanges?: readonly string[];
}

/** Never: where clouds hand out credentials, and what is no single machine of a network. */
const never = ranges([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "100.100.100.200/32",
  "192.0.0.192/32",
  "168.63.129.16/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
]);

/** Only when a person said so. The last five carry an IPv4 address inside. */
const inside = ranges([
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "::1/128",
  "fc00::/7",
  "2001:db8::/32",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2001::/32",
  "2002::/16",
]);

/**
 * The rules for targets that somebody typed: without them a message would reach, with the server's place in the network,
 * what whoever typed them cannot reach. An IPv4 address written as IPv6 is judged as what it is, one that is
 * carried in an IPv6 address together with it.
 */
export function addressRules({ allowPrivate, clusterRanges = [] }: AddressRulesOptions): AddressRules {
  const cluster = ranges(clusterRanges);
  return (address) => {
    const plain = plainAddress(address);
    const all = [plain, ...carriedAddresses(plain)];
    if (all.some((one) => isIn(never, one))) return "addresses of this kind are never connected to";
    if (allowPrivate) return undefined;
    if (all.some((one) => isIn(inside, one))) return "it is in a private network or on this machine";
    return all.some((one) => isIn(cluster, one)) ? "it is an address of this cluster" : undefined;
  };
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function ranges(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = "", bits] = text.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) continue;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
