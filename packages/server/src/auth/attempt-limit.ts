/**
 * How many wrong passwords may be tried. Counted per replica and per client address, and over all addresses,
 * since behind a port-forward every client has the same one.
 */
export interface AttemptLimit {
  /** Seconds to wait before the next attempt; 0 when one may be made now. */
  waitSeconds(address: string, now: number): number;
  failed(address: string, now: number): void;
  succeeded(address: string): void;
}

const windowMilliseconds = 60_000;
const failuresPerAddress = 5;
const failuresOverall = 50;

export function createAttemptLimit(): AttemptLimit {
  let failures: readonly { readonly address: string; readonly at: number }[] = [];
  const recent = (now: number) => (failures = failures.filter((failure) => failure.at > now - windowMilliseconds));
  return {
    waitSeconds(address, now) {
      const all = recent(now);
      const own = all.filter((failure) => failure.address === address);
      return Math.max(waitFor(own, failuresPerAddress, now), waitFor(all, failuresOverall, now));
    },
    failed(address, now) {
      failures = [...recent(now), { address, at: now }].slice(-failuresOverall);
    },
    succeeded(address) {
      failures = failures.filter((failure) => failure.address !== address);
    },
  };
}

function waitFor(failures: readonly { readonly at: number }[], allowed: number, now: number): number {
  const first = failures.at(-allowed);
  return first === undefined ? 0 : Math.ceil((first.at + windowMilliseconds - now) / 1000);
}
