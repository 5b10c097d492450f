import type { BackupResourceHook } from "../release/velero-hooks.ts";
import { matchesGlob } from "../selection/glob.ts";
import { selectsLabels } from "../selection/label-selector.ts";
import type { ApplicationPod } from "./application-data.ts";

/** What of a pod decides which hooks run in it. */
export type HookedPod = Pick<ApplicationPod, "namespace" | "labels" | "annotations">;

const annotated = ["pre.hook.backup.velero.io/command", "hook.backup.velero.io/command"];

/** Whether something is run in the pod before its volumes are copied. A pod's annotation replaces the Backup's hooks. */
export function hasPreHook(pod: HookedPod, hooks: readonly BackupResourceHook[]): boolean {
  if (annotated.some((key) => (pod.annotations[key] ?? "") !== "")) return true;
  return hooks.some((hook) => (hook.pre ?? []).length > 0 && appliesTo(hook, pod));
}

/** Velero's own choice of the pods that a hook of the Backup or the Restore runs in. */
export function appliesTo(hook: Omit<BackupResourceHook, "pre" | "post">, pod: HookedPod): boolean {
  return (
    takes(pod.namespace, hook.includedNamespaces, hook.excludedNamespaces) &&
    podNames.some((name) => takes(name, hook.includedResources, undefined)) &&
    !podNames.some((name) => (hook.excludedResources ?? []).includes(name)) &&
    selectsLabels(hook.labelSelector ?? {}, pod.labels)
  );
}

/** As a vendor may write it; Velero looks them up by discovery. */
const podNames = ["pods", "pod", "po"];

function takes(name: string, included: readonly string[] | undefined, excluded: readonly string[] | undefined) {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => matchesGlob(pattern, name));
  return !named(excluded ?? []) && ((included ?? []).length === 0 || named(included ?? []));
}
