import { matchesGlob } from "../selection/glob.ts";
import type { Fields } from "./fields.ts";

const oldFilters = ["includedResources", "excludedResources"];
const newFilters = [
  "excludedClusterScopedResources",
  "includedNamespaceScopedResources",
  "excludedNamespaceScopedResources",
];

interface Kind {
  readonly what: string;
  readonly names: readonly string[];
}

/** What the application's records are made of; without them a backup cannot bring the application back. */
const needed: readonly Kind[] = [
  { what: "Secrets", names: ["secrets", "secret"] },
  {
    what: "Applications",
    names: ["applications.holdfast.dev", "application.holdfast.dev", "applications", "application"],
  },
];

const podNames: readonly string[] = ["pods", "pod", "po"];
const volumeNames: readonly string[] = ["persistentvolumes", "persistentvolume", "pv"];

/** Filters that would make the backup incomplete without a word, or that Velero refuses. */
export function checkFilters(spec: Fields, namespaces: readonly string[]): void {
  checkNamespaces(spec, namespaces);
  for (const field of ["includedResources", "includedNamespaceScopedResources"]) checkIncluded(spec, field);
  for (const field of ["excludedResources", "excludedNamespaceScopedResources"]) checkExcluded(spec, field);
  checkVolumes(spec);
  checkLists(spec, "includedResources", "excludedResources");
  checkLists(spec, "includedNamespaceScopedResources", "excludedNamespaceScopedResources");
  const old = oldFilters.filter((name) => spec.raw(name) !== undefined);
  const fresh = newFilters.filter((name) => spec.raw(name) !== undefined);
  if (old.length > 0 && fresh.length > 0) {
    spec.refuse([fresh[0] ?? ""], `cannot be mixed with ${old.join(", ")}; Velero refuses such a backup`);
  }
  if (spec.raw("labelSelector") !== undefined && spec.raw("orLabelSelectors") !== undefined) {
    spec.refuse(["orLabelSelectors"], "cannot stand beside labelSelector; Velero refuses such a backup");
  }
}

/** All of the application's namespaces are in its backup: one that is to stay out cannot be the application's. */
function checkNamespaces(spec: Fields, namespaces: readonly string[]): void {
  const own = namespaces.join(", ");
  spec.texts("includedNamespaces").forEach((name, index) => {
    if (!namespaces.includes(name)) {
      spec.refuse(["includedNamespaces", index], `"${name}" is not a namespace of the application (${own})`);
    }
  });
  spec.texts("excludedNamespaces").forEach((pattern, index) => {
    for (const name of namespaces.filter((namespace) => matches(pattern, namespace))) {
      const which = name === namespaces[0] ? "primary namespace" : "namespace";
      spec.refuse(["excludedNamespaces", index], `drops the application's ${which} ${name}`);
    }
  });
}

function checkIncluded(spec: Fields, field: string): void {
  const patterns = spec.texts(field);
  if (patterns.length === 0) return;
  for (const kind of needed) {
    if (!patterns.some((pattern) => names(pattern, kind.names))) {
      spec.refuse([field], `leaves out ${kind.what} (${kind.names[0]}); a backup without them cannot be restored`);
    }
  }
  if (!patterns.some((pattern) => names(pattern, podNames))) {
    spec.warn([field], "leaves out pods: Velero runs hooks in pods and finds volumes by them, so there are neither");
  }
}

function checkExcluded(spec: Fields, field: string): void {
  spec.texts(field).forEach((pattern, index) => {
    for (const kind of needed.filter((one) => names(pattern, one.names))) {
      spec.refuse([field, index], `drops ${kind.what}; a backup without them cannot be restored`);
    }
    if (names(pattern, podNames)) {
      spec.warn(
        [field, index],
        "drops pods: Velero runs hooks in pods and finds volumes by them, so there are neither",
      );
    }
  });
}

function checkVolumes(spec: Fields): void {
  for (const field of ["excludedResources", "excludedClusterScopedResources"]) {
    spec.texts(field).forEach((pattern, index) => {
      if (!names(pattern, volumeNames)) return;
      spec.refuse([field, index], "drops the PersistentVolumes of the application's claims");
    });
  }
}

/** Velero's own rules on a pair of lists; breaking one fails every backup. */
export function checkLists(spec: Fields, included: string, excluded: string): void {
  const [takes, drops] = [spec.texts(included), spec.texts(excluded)];
  for (const [field, list] of [[included, takes] as const, [excluded, drops] as const]) {
    list.forEach((entry, index) => {
      if (entry.trim() === "") spec.refuse([field, index], "is empty");
    });
  }
  if (takes.length > 1 && takes.includes("*"))
    spec.refuse([included], 'must hold nothing beside "*"; Velero refuses it');
  drops.forEach((entry, index) => {
    if (entry === "*") spec.refuse([excluded, index], '"*" leaves nothing; Velero refuses it');
    else if (takes.includes(entry)) {
      spec.refuse([excluded, index], `"${entry}" is in ${included} too; Velero refuses such a list`);
    }
  });
}

export function namesPods(pattern: string): boolean {
  return names(pattern, podNames);
}

function names(pattern: string, kinds: readonly string[]): boolean {
  return kinds.some((kind) => matches(pattern, kind));
}

/** Names are compared in lower case. */
function matches(pattern: string, name: string): boolean {
  return matchesGlob(pattern.toLowerCase(), name);
}
