import { homedir } from "node:os";
import { join } from "node:path";

export interface CacheOwner {
  /** `$HOLDFAST_CACHE`. */
  readonly override: string | undefined;
  readonly isRoot: boolean;
  readonly home: string;
}

/** Where built programs and images are kept between runs: outside the repository, safe to remove at any time. */
export function cacheDirectory(owner: CacheOwner = currentOwner()): string {
  if (owner.override !== undefined && owner.override !== "") return owner.override;
  return owner.isRoot ? "/var/cache/holdfast" : join(owner.home, ".cache", "holdfast");
}

function currentOwner(): CacheOwner {
  return { override: process.env["HOLDFAST_CACHE"], isRoot: process.getuid?.() === 0, home: homedir() };
}
