import { appliesTo } from "../coverage/pod-hooks.ts";
import type { BackupResourceHook, RestoreResourceHook } from "../release/velero-hooks.ts";
import type { HookRun } from "./hook-run.ts";

/** What of a running pod decides which hooks Velero runs in it. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly string[];
}

/** One hook that Velero would run. */
export interface PlannedHook {
  readonly kind: Exclude<HookRun["kind"], "restore-init">;
  readonly source: "annotation" | "spec";
  readonly name: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly timeoutSeconds: number;
  /** A failure ends what follows in this pod. */
  readonly endsThePod: boolean;
}

export interface PodHooks {
  readonly pod: RunningPod;
  readonly pre: readonly PlannedHook[];
  readonly post: readonly PlannedHook[];
  readonly restore: readonly PlannedHook[];
  /** Of a restore only, in pods that it makes. */
  readonly initContainers: readonly string[];
}

export interface DeclaredHooks {
  readonly backup: readonly BackupResourceHook[];
  readonly restore: readonly RestoreResourceHook[];
}

const defaultTimeoutSeconds = 30;

/**
 * The hooks of one pod, as Velero (1.18) chooses them: those of the pod's annotations, and only for a phase without any,
 * those of the Backup or Restore. Of backup hooks it ends a pod's work at a failure only when onError says Fail.
 */
export function planHooks(pod: RunningPod, { backup, restore }: DeclaredHooks): PodHooks {
  const mine = backup.filter((hook) => appliesTo(hook, pod));
  const mineAfterwards = restore.filter((hook) => appliesTo(hook, pod));
  const inits = mineAfterwards.flatMap(({ postHooks = [] }) =>
    postHooks.flatMap(({ init }) => init?.initContainers ?? []),
  );
  const annotatedInit = pod.annotations["init.hook.restore.velero.io/container-image"];
  return {
    pod,
    pre: annotated(pod, "pre", ["pre.hook.backup.velero.io", "hook.backup.velero.io"]) ?? specified(pod, "pre", mine),
    post: annotated(pod, "post", ["post.hook.backup.velero.io"]) ?? specified(pod, "post", mine),
    restore: annotated(pod, "restore-exec", ["post.hook.restore.velero.io"]) ?? specifiedRestore(pod, mineAfterwards),
    initContainers:
      annotatedInit === undefined ? inits.map((one) => (one as { readonly name: string }).name) : [annotatedInit],
  };
}

function annotated(
  { annotations, containers }: RunningPod,
  kind: PlannedHook["kind"],
  groups: readonly string[],
): readonly PlannedHook[] | undefined {
  const group = groups.find((one) => (annotations[`${one}/command`] ?? "") !== "");
  if (group === undefined) return undefined;
  const timeout = annotations[kind === "restore-exec" ? `${group}/exec-timeout` : `${group}/timeout`];
  const hook: PlannedHook = {
    kind,
    source: "annotation",
    name: "<from-annotation>",
    container: annotations[`${group}/container`] ?? containers[0] ?? "",
    command: commandOf(annotations[`${group}/command`] ?? ""),
    timeoutSeconds: secondsOf(timeout),
    endsThePod: annotations[`${group}/on-error`] === "Fail",
  };
  return [hook];
}

function specified(
  pod: RunningPod,
  phase: "pre" | "post",
  hooks: readonly BackupResourceHook[],
): readonly PlannedHook[] {
  return hooks.flatMap((hook) =>
    (hook[phase] ?? []).map(({ exec }): PlannedHook => ({
      kind: phase,
      source: "spec",
      name: hook.name,
      container: exec.container ?? pod.containers[0] ?? "",
      command: exec.command,
      timeoutSeconds: secondsOf(exec.timeout),
      endsThePod: exec.onError === "Fail",
    })),
  );
}

function specifiedRestore(pod: RunningPod, hooks: readonly RestoreResourceHook[]): readonly PlannedHook[] {
  return hooks.flatMap(({ name, postHooks = [] }) =>
    postHooks.flatMap(({ exec }): readonly PlannedHook[] => {
      if (exec === undefined) return [];
      const { container = pod.containers[0] ?? "", command, execTimeout, onError } = exec;
      const timeoutSeconds = secondsOf(execTimeout);
      return [
        {
          kind: "restore-exec",
          source: "spec",
          name,
          container,
          command,
          timeoutSeconds,
          endsThePod: onError === "Fail",
        },
      ];
    }),
  );
}

/** A JSON list, or else one word: Velero uses no shell. */
function commandOf(text: string): readonly string[] {
  if (!text.startsWith("[")) return [text];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : [text];
  } catch {
    return [text];
  }
}

const unitSeconds: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Of a Go duration; Velero's default where it is absent, zero or not to be understood. */
function secondsOf(duration: string | undefined): number {
  const parts = [...(duration ?? "").matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gu)];
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit ?? ""] ?? 0), 0);
  return seconds > 0 ? seconds : defaultTimeoutSeconds;
}
