export interface OperatingSystem {
  /** Lower case: debian, ubuntu, rhel, … */
  readonly family: string;
  readonly version?: string;
}

/** How a Node's `osImage` begins, where the family's usual name is another one. The longer beginning comes first. */
const families: readonly (readonly [beginning: string, family: string])[] = [
  ["red hat enterprise linux coreos", "rhcos"],
  ["red hat enterprise linux", "rhel"],
  ["debian gnu/linux", "debian"],
  ["centos", "centos"],
  ["rocky linux", "rocky"],
  ["amazon linux", "amazon"],
  ["oracle linux", "oracle"],
  ["suse linux enterprise", "sles"],
  ["opensuse", "opensuse"],
  ["fedora coreos", "fedora-coreos"],
  ["fedora", "fedora"],
  ["flatcar", "flatcar"],
  ["bottlerocket", "bottlerocket"],
  ["container-optimized os", "cos"],
  ["microsoft azure linux", "azure-linux"],
  ["cbl-mariner", "azure-linux"],
  ["vmware photon", "photon"],
  ["windows server", "windows"],
];

/** Of a Node's `status.nodeInfo.osImage`, such as "Debian GNU/Linux 12 (bookworm)"; undefined when it says nothing. */
export function readOsImage(osImage: string): OperatingSystem | undefined {
  const text = osImage.trim().toLowerCase();
  const family = families.find(([beginning]) => text.startsWith(beginning))?.[1] ?? /^[a-z][a-z-]*/.exec(text)?.[0];
  if (family === undefined) return undefined;
  const version = /(?<![a-z0-9.])v?(\d+(?:\.\d+)*(?: sp\d+)?)/.exec(text)?.[1];
  return { family, ...(version === undefined ? {} : { version }) };
}

export function nameOfSystem({ family, version }: OperatingSystem): string {
  return version === undefined ? family : `${family} ${version}`;
}
