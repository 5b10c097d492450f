import { appliesTo } from "../../coverage/pod-hooks.ts";
import { endlessWait, passedOver, shortWait } from "../check-hooks.ts";
import type { ReleaseWarning } from "../problem.ts";
import type { RenderedRelease } from "../release.ts";
import type { BackupResourceHook, RestoreResourceHook } from "../velero-hooks.ts";
import type { PodTemplate } from "./pod-templates.ts";

/** Hooks of `kind: Backup` and `kind: Restore` that would run nowhere. */
export function warnLonelyHooks(
  { backup, restore }: RenderedRelease,
  pods: readonly PodTemplate[],
): readonly ReleaseWarning[] {
  return [
    ...(backup?.spec.hooks?.resources ?? []).flatMap((hook, index) =>
      lonely(hook, containersOf(hook), pods).map((message) => at(backup, index, message)),
    ),
    ...(restore?.spec.hooks?.resources ?? []).flatMap((hook, index) =>
      lonely(hook, restoreContainersOf(hook), pods).map((message) => at(restore, index, message)),
    ),
  ];
}

function at(place: { readonly file: string; readonly line: number } | undefined, index: number, message: string) {
  return { file: place?.file ?? "", line: place?.line ?? 0, field: `spec.hooks.resources[${index}]`, message };
}

type Selection = Omit<BackupResourceHook, "pre" | "post">;

function lonely(hook: Selection, wanted: readonly string[], pods: readonly PodTemplate[]): readonly string[] {
  const matching = pods.filter((pod) => appliesTo(hook, pod));
  if (matching.length === 0) return [`the hook "${hook.name}" matches no pod that the release makes`];
  return wanted
    .filter((container) => matching.every(({ containers }) => !containers.includes(container)))
    .map((container) => {
      const owners = matching.map(({ owner }) => owner).join(", ");
      return `the hook "${hook.name}" runs in a container "${container}", and ${owners} has none of that name`;
    });
}

function containersOf({ pre = [], post = [] }: BackupResourceHook): readonly string[] {
  return [...new Set([...pre, ...post].flatMap(({ exec }) => exec.container ?? []))];
}

function restoreContainersOf({ postHooks = [] }: RestoreResourceHook): readonly string[] {
  return [...new Set(postHooks.flatMap(({ exec }) => exec?.container ?? []))];
}

const backupPrefixes = ["pre.hook.backup.velero.io", "post.hook.backup.velero.io", "hook.backup.velero.io"];
const restorePrefix = "post.hook.restore.velero.io";

/** Hooks that stand in annotations of pods. */
export function warnAnnotatedHooks(pod: PodTemplate): readonly ReleaseWarning[] {
  const says = (name: string): boolean => (pod.annotations[name] ?? "") !== "";
  const backups = backupPrefixes.filter((prefix) => says(`${prefix}/command`));
  const restores = says(`${restorePrefix}/command`) ? [restorePrefix] : [];
  const lacks = (prefix: string, name: string, message: string): readonly ReleaseWarning[] =>
    says(`${prefix}/${name}`) ? [] : [pod.warn(`${prefix}/command`, `there is no ${prefix}/${name}: ${message}`)];
  return [
    ...backups.flatMap((prefix) => lacks(prefix, "timeout", shortWait)),
    ...restores.flatMap((prefix) => [
      ...lacks(prefix, "exec-timeout", shortWait),
      ...lacks(prefix, "wait-timeout", endlessWait),
      ...(pod.annotations[`${prefix}/on-error`] === "Fail" ? [] : [pod.warn(`${prefix}/command`, passedOver)]),
    ]),
    ...[...backups, ...restores].flatMap((prefix) => wrongContainer(pod, prefix)),
  ];
}

function wrongContainer(pod: PodTemplate, prefix: string): readonly ReleaseWarning[] {
  const container = pod.annotations[`${prefix}/container`];
  if (container === undefined || pod.containers.includes(container)) return [];
  return [pod.warn(`${prefix}/container`, `${pod.owner} has no container "${container}"`)];
}
