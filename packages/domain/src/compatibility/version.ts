export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** "-rc.1", "+k3s1", "-eks-4f4795d"; empty for a plain release. */
  readonly suffix: string;
}

/** "v1.18.3" or "1.34.1+k3s1"; undefined for what is no version, such as "main" or "latest". */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch, suffix = ""] = /^v?(\d+)\.(\d+)\.(\d+)([-+].*)?$/.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), suffix };
}

/** "1.18" of "v1.18.3"; undefined for what is no version. */
export function minorOf(text: string): string | undefined {
  const version = parseVersion(text);
  return version === undefined ? undefined : `${version.major}.${version.minor}`;
}

/** Below zero when the first minor version is the older one; patches do not count. */
export function compareMinor(one: Version, other: Version): number {
  return one.major - other.major || one.minor - other.minor;
}

/** The same release, written with or without "v". */
export function sameVersion(one: string, other: string): boolean {
  return one.replace(/^v/, "") === other.replace(/^v/, "");
}
