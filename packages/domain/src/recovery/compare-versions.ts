import { parseVersion } from "../compatibility/version.ts";

/**
 * Below zero when the first version of Holdfast is the older one. What is no version ("dev") counts as the same as
 * everything: a build that was not released is nobody's predecessor.
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [parseVersion(one), parseVersion(other)];
  if (left === undefined || right === undefined) return 0;
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}
