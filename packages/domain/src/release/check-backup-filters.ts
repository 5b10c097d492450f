import { matchesGlob } from "../selection/glob.ts";
import type { Fields } from "./fields.ts";

const oldFilters = ["includedResources", "excludedResources", "includeClusterResources"];
const newFilters = [
  "includedClusterScopedResources",
  "excludedClusterScopedResources",
  "includedNamespaceScopedResources",
  "excludedNamespaceScopedResources",
];

/** What the application's records are made of; without them a backup cannot bring the application back. */
const needed: readonly { readonly what: string; readonly names: readonly string[] }[] = [
  { what: "Secrets", names: ["secrets", "secret"] },
  {
    what: "Applications",
    names: ["applications.holdfast.dev", "application.holdfast.dev", "applications", "application"],
  },
];

/** Filters that would make the backup incomplete without a word, or that Velero refuses. */
export function checkFilters(spec: Fields, namespaces: readonly string[]): void {
  checkNamespaces(spec, namespaces);
  for (const field of ["includedResources", "includedNamespaceScopedResources"]) checkIncluded(spec, field);
  for (const field of ["excludedResources", "excludedNamespaceScopedResources"]) checkExcluded(spec, field);
  const old = oldFilters.filter((name) => spec.raw(name) !== undefined);
  const fresh = newFilters.filter((name) => spec.raw(name) !== undefined);
  if (old.length > 0 && fresh.length > 0) {
    spec.refuse([fresh[0] ?? ""], `cannot be mixed with ${old.join(", ")}; Velero refuses such a backup`);
  }
  if (spec.raw("labelSelector") !== undefined && spec.raw("orLabelSelectors") !== undefined) {
    spec.refuse(["orLabelSelectors"], "cannot stand beside labelSelector; Velero refuses such a backup");
  }
  if (spec.raw("includeClusterResources") === false) {
    spec.refuse(["includeClusterResources"], "false would leave out the PersistentVolumes of the application's claims");
  }
}

function checkNamespaces(spec: Fields, namespaces: readonly string[]): void {
  const own = namespaces.join(", ");
  spec.texts("includedNamespaces").forEach((name, index) => {
    if (!namespaces.includes(name)) {
      spec.refuse(["includedNamespaces", index], `"${name}" is not a namespace of the application (${own})`);
    }
  });
  const primary = namespaces[0] ?? "";
  spec.texts("excludedNamespaces").forEach((pattern, index) => {
    if (matches(pattern, primary)) {
      spec.refuse(["excludedNamespaces", index], `drops the application's primary namespace ${primary}`);
    }
  });
}

function checkIncluded(spec: Fields, field: string): void {
  const patterns = spec.texts(field);
  if (patterns.length === 0) return;
  for (const { what, names } of needed) {
    if (!patterns.some((pattern) => names.some((name) => matches(pattern, name)))) {
      spec.refuse([field], `leaves out ${what} (${names[0]}); a backup without them cannot be restored`);
    }
  }
}

function checkExcluded(spec: Fields, field: string): void {
  spec.texts(field).forEach((pattern, index) => {
    for (const { what, names } of needed) {
      if (names.some((name) => matches(pattern, name))) {
        spec.refuse([field, index], `drops ${what}; a backup without them cannot be restored`);
      }
    }
  });
}

/** Names are compared in lower case. */
function matches(pattern: string, name: string): boolean {
  return matchesGlob(pattern.toLowerCase(), name);
}
