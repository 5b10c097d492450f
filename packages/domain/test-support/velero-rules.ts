import type { MemberSpec } from "../src/member/member-spec.ts";

/** What Velero 1.18 refuses before it begins a backup, written down a second time from its documentation. */
export function veleroRefusals(spec: MemberSpec & Readonly<Record<string, unknown>>): readonly string[] {
  const old = pair(spec.includedResources, spec.excludedResources);
  const namespaced = pair(spec.includedNamespaceScopedResources, spec.excludedNamespaceScopedResources);
  const both = ["labelSelector", "orLabelSelectors"].every((name) => spec[name] !== undefined);
  const isOld = ["includedResources", "excludedResources", "includeClusterResources"].some((name) => said(spec[name]));
  const fresh = ["ClusterScopedResources", "NamespaceScopedResources"];
  const isNew = fresh.some((name) => said(spec[`included${name}`]) || said(spec[`excluded${name}`]));
  return [
    ...old,
    ...namespaced,
    ...pair([], spec.excludedClusterScopedResources),
    ...(both ? ["both selector fields"] : []),
    ...(isOld && isNew ? ["old and new filters"] : []),
    ...(spec.includedNamespaces.some((name) => !/^[a-z0-9-]+$/u.test(name)) ? ["a namespace's name"] : []),
  ];
}

function said(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function pair(included: readonly string[] = [], excluded: readonly string[] = []): readonly string[] {
  return [
    ...(new Set(included).size > 1 && included.includes("*") ? ["* beside others"] : []),
    ...(excluded.includes("*") ? ["* excluded"] : []),
    ...(excluded.some((entry) => included.includes(entry)) ? ["included and excluded"] : []),
  ];
}
