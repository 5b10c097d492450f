import {
  Fault,
  apiVersion,
  fromTheBeginning,
  labels,
  policyName,
  problemsOfRules,
  requireTimeZone,
} from "@holdfast/domain";
import type { PolicyRevision, PolicyScope, RetentionPolicy } from "@holdfast/domain";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";

export const retentionPolicyType: ResourceType = {
  group: "holdfast.dev",
  version: "v1alpha1",
  kind: "RetentionPolicy",
  plural: "retentionpolicies",
  namespaced: true,
};

interface RetentionPolicySpec {
  /** Immutable; the policy's name, so that a restored one is the same as one that was set in a new cluster before. */
  readonly id: string;
  readonly scope: PolicyScope;
  readonly revisions: readonly PolicyRevision[];
}

/** In the console's namespace, so that the console's backup carries it. */
export interface RetentionPolicyObject extends KubernetesObject {
  readonly spec: RetentionPolicySpec;
}

export function policyObject(namespace: string, { scope, revisions }: RetentionPolicy): RetentionPolicyObject {
  return {
    apiVersion,
    kind: retentionPolicyType.kind,
    metadata: { name: policyName(scope), namespace, labels: { [labels.record]: "retentionpolicy" } },
    spec: { id: policyName(scope), scope, revisions },
  };
}

/** A policy as it was read, and what of it cannot be followed. */
export interface ReadPolicy {
  readonly policy: RetentionPolicy;
  readonly problems: readonly string[];
}

/** One that cannot be followed in full keeps everything: what somebody wrote by hand never deletes by mistake. */
export function readPolicy({ metadata, spec }: RetentionPolicyObject): ReadPolicy {
  const { scope } = spec;
  const problems = [
    ...(policyName(scope) === metadata.name ? [] : [`its name is ${metadata.name}, its scope ${policyName(scope)}`]),
    ...(spec.revisions.length === 0 ? ["it has no revision"] : []),
    ...spec.revisions.flatMap(problemsOfRevision),
  ];
  const revisions = spec.revisions.toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from));
  if (problems.length === 0) return { policy: { scope, revisions }, problems };
  const keepAll = { from: fromTheBeginning, rules: {}, timeZone: "UTC", setBy: "", setAt: fromTheBeginning };
  return { policy: { scope, revisions: [keepAll] }, problems };
}

function problemsOfRevision({ from, rules, timeZone }: PolicyRevision): readonly string[] {
  const moment = Number.isNaN(Date.parse(from)) ? [`"${from}" is no time`] : [];
  return [...moment, ...problemsOfRules(rules), ...problemOfZone(timeZone)];
}

function problemOfZone(timeZone: string): readonly string[] {
  try {
    requireTimeZone(timeZone);
    return [];
  } catch (error) {
    if (error instanceof Fault) return [error.message];
    throw error;
  }
}
