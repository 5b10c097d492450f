import { LocalClusterError } from "../error.ts";

export const defaultClusterName = "holdfast";

/** Short enough for the host name of the node, `holdfast-<name>`, to stay a DNS-1123 label. */
const longestName = 40;

/** The name as given, or a fault: it becomes a directory, a host name and a part of cgroup names. */
export function checkClusterName(name: string): string {
  if (name.length <= longestName && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return name;
  throw new LocalClusterError("invalid-argument", `"${name}" cannot be the name of a cluster`, {
    reason: `A name is a DNS-1123 label of at most ${longestName} characters: lower-case letters, digits and "-", and it begins and ends with a letter or a digit`,
    remedy: "Give another --name, for example --name trial",
  });
}
