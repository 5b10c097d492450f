import { refuseSlug } from "../release/release-metadata.ts";

export interface CopyNames {
  /** Of the application in the backup; the primary one is the first. */
  readonly namespaces: readonly string[];
  /** The copy's slug, and the name of its primary namespace unless that is mapped. */
  readonly as: string;
  /** As a person asked for: from a namespace of the backup to a new one. */
  readonly asked: Readonly<Record<string, string>>;
}

export type NamespaceMapping =
  | { readonly kind: "mapped"; readonly mapping: Readonly<Record<string, string>> }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Where each namespace of the backup goes: every one to a new one of its own. */
export function mapNamespaces({ namespaces, as, asked }: CopyNames): NamespaceMapping {
  const [primary = "", ...others] = namespaces;
  const mapping = {
    ...Object.fromEntries(others.map((name) => [name, asked[name] ?? ""])),
    [primary]: asked[primary] ?? as,
  };
  const targets = Object.values(mapping).filter((name) => name !== "");
  const slug = refuseSlug(as);
  const problems = [
    ...(slug === undefined ? [] : [`--as ${as}: ${slug}`]),
    ...Object.keys(asked)
      .filter((name) => !namespaces.includes(name))
      .map((name) => `--map ${name}: the backup's namespaces are ${namespaces.join(", ")}`),
    ...others.filter((name) => mapping[name] === "").map((name) => `${name} needs a new name: --map ${name}=NEW-NAME`),
    ...targets.filter((name) => !isNamespaceName(name)).map((name) => `${name} is no name of a namespace`),
    ...targets.filter((name) => namespaces.includes(name)).map((name) => `${name} is a namespace of the backup itself`),
    ...targets
      .filter((name, index) => targets.indexOf(name) !== index)
      .map((name) => `${name} is the target of two namespaces`),
  ];
  return problems.length === 0 ? { kind: "mapped", mapping } : { kind: "refused", problems };
}

function isNamespaceName(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(name);
}
