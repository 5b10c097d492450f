import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { AddressRules } from "./address-rules.ts";

/** Asked once; the connection is made to exactly this address, so that a second answer of the DNS changes nothing. */
export interface ResolvedTarget {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Every address of a name; given in tests. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** The target is refused, or its name is not known. The message may be shown. */
class TargetRefused extends Error {
  override readonly name = "TargetRefused";
}

/**
 * The first address of a host, when the rules allow every one it has: a name that points at an inner address as well is
 * no name to trust. Throws TargetRefused.
 */
export async function resolveTarget(host: string, rules: AddressRules, resolve: Resolve): Promise<ResolvedTarget> {
  const bare = host.replace(/^\[(.*)\]$/u, "$1");
  const addresses = isIP(bare) === 0 ? await resolved(bare, resolve) : [bare];
  for (const address of addresses) {
    const reason = rules(address);
    if (reason === undefined) continue;
    throw new TargetRefused(`${bare} is ${address === bare ? "refused" : `at ${address}`}: ${reason}`);
  }
  const [address] = addresses;
  if (address === undefined) throw new TargetRefused(`${bare} has no address`);
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "the resolver failed";
    throw new TargetRefused(`the name ${host} cannot be resolved (${code})`);
  }
}
