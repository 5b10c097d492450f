/** One run of one hook in one pod, as far as Velero and Kubernetes tell. Glossary: *hook*, Velero's word. */
export interface HookRun {
  readonly kind: HookKind;
  /** Where it was declared: on the pod, or in the Backup or Restore. */
  readonly source: "annotation" | "spec" | "unknown";
  /** Velero's name of it: that of `hooks.resources[]`, or "<from-annotation>". */
  readonly name: string;
  readonly place: HookPlace;
  readonly container?: string;
  /** As Velero prints a list: the arguments' boundaries are lost. */
  readonly command?: string;
  /** Go duration. */
  readonly timeout?: string;
  /** What a failure does to the pod's backup. */
  readonly onError?: string;
  /** RFC 3339, to the second. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly output: HookOutput;
  readonly outcome: HookOutcome;
}

/** `pre` and `post` run around the copy of a pod's volumes, the others after a restore. */
export type HookKind = "pre" | "post" | "restore-exec" | "restore-init";

export interface PodName {
  readonly namespace: string;
  readonly pod: string;
}

export type HookPlace =
  | ({ readonly kind: "pod" } & PodName)
  /** Velero backed these up together, and its log does not tell in which of them it ran. */
  | { readonly kind: "one-of"; readonly pods: readonly PodName[] }
  | { readonly kind: "unknown"; readonly reason: string };

export type HookOutput =
  | { readonly kind: "known"; readonly stdout: string; readonly stderr: string }
  /** A container's own log: both streams in one. */
  | { readonly kind: "merged"; readonly text: string }
  | { readonly kind: "missing"; readonly reason: string };

export type HookOutcome =
  | { readonly kind: "succeeded" }
  /** Without an exit code the command was never started, or its end was not heard of. */
  | { readonly kind: "failed"; readonly exitCode?: number; readonly error: string }
  | { readonly kind: "timed-out"; readonly error: string }
  | { readonly kind: "not-run"; readonly reason: string }
  | { readonly kind: "unfinished" };

/** How long it ran, in whole seconds; undefined when its start or its end is not known. */
export function hookSeconds({ startedAt, endedAt }: HookRun): number | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  return Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}

export function hookFailed({ outcome }: HookRun): boolean {
  return outcome.kind === "failed" || outcome.kind === "timed-out" || outcome.kind === "not-run";
}

/** What is not known of it, in words. */
export function missingOf(run: HookRun): readonly string[] {
  return [
    ...(run.place.kind === "unknown" ? [`pod: ${run.place.reason}`] : []),
    ...(run.output.kind === "missing" ? [`output: ${run.output.reason}`] : []),
    ...(run.outcome.kind === "unfinished" ? ["end: the log says nothing after it was started"] : []),
  ];
}
