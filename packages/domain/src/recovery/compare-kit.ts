import type { KitDestination, RecoveryKit } from "./recovery-kit.ts";

/** How a kit stands to the cluster it is compared with. */
export interface KitComparison {
  /** "absent": this cluster has no repository password yet; "other" could not read this cluster's volumes. */
  readonly password: "same" | "other" | "absent";
  /** What changed since the kit was made, in words; empty when it tells the present. */
  readonly changes: readonly string[];
}

/** `present` is what a kit made now would hold; without a repository password there is nothing to compare. */
export function compareKit(kit: RecoveryKit, present: RecoveryKit | undefined): KitComparison {
  if (present === undefined) return { password: "absent", changes: [] };
  return {
    password: kit.repositoryPassword === present.repositoryPassword ? "same" : "other",
    changes: [
      ...changedDestinations(kit.destinations, present.destinations),
      ...changedVersions(kit, present),
      ...changedKeys(kit.vendorKeys, present.vendorKeys),
      ...(kit.instance === present.instance
        ? []
        : [`it was made by another installation (${kit.instance ?? "unknown"})`]),
    ],
  };
}

function changedDestinations(then: readonly KitDestination[], now: readonly KitDestination[]): readonly string[] {
  const before = new Map(then.map((destination) => [destination.name, destination]));
  const names = new Set(now.map(({ name }) => name));
  const gone = then.filter(({ name }) => !names.has(name)).map(({ name }) => `destination ${name} is gone`);
  const others = now.flatMap((destination) => {
    const known = before.get(destination.name);
    if (known === undefined) return [`destination ${destination.name} is new`];
    return place(known) === place(destination)
      ? []
      : [`destination ${destination.name} is another place or set otherwise`];
  });
  return [...gone, ...others];
}

/** Credentials may be in the one and not in the other, and change without the place. */
function place({ provider, bucket, prefix = "", caCert = "", config }: KitDestination): string {
  const settings = Object.keys(config)
    .sort()
    .map((key) => [key, config[key]]);
  return JSON.stringify([provider, bucket, prefix, caCert, settings]);
}

function changedVersions({ versions: then }: RecoveryKit, { versions: now }: RecoveryKit): readonly string[] {
  const names = { holdfast: "Holdfast", kubernetes: "Kubernetes", velero: "Velero", uploader: "the uploader" } as const;
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => now[key] !== undefined && then[key] !== now[key])
    .map((key) => `${names[key]} was ${then[key] ?? "unknown"}, is ${now[key] ?? ""}`);
}

function changedKeys(then: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(now).flatMap(([slug, key]) => {
    if (then[slug] === undefined) return [`application ${slug} is new`];
    return then[slug] === key ? [] : [`the vendor of ${slug} signs with another key`];
  });
}
