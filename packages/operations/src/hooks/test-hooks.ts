import { Fault, hookFailed, planHooks } from "@holdfast/domain";
import type { HookRun, PlannedHook, PodHooks, RunningPod } from "@holdfast/domain";
import { pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { findApplication } from "../applications/find-application.ts";
import { renderRelease } from "../applications/render-release.ts";
import type { Context } from "../context.ts";
import { withLock } from "../locks/with-lock.ts";
import { readSecrets } from "./application-secrets.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { notStarted, runHook } from "./run-hook.ts";

export interface HookTest {
  readonly slug: string;
  /** Also those of a restore; they may overwrite data. */
  readonly restoreHooks: boolean;
}

export interface HookTestOutcome {
  readonly runs: readonly HookRun[];
  /** Pods in which no hook is declared. */
  readonly without: readonly string[];
  /** The person ended it, or the application's lock was lost: post hooks were run all the same. */
  readonly interrupted: boolean;
  /** Pods that were not reached before it was interrupted. */
  readonly untested: readonly string[];
}

const idLength = 6;

/**
 * Runs an application's backup hooks in its running pods, as a backup would, without one: in each pod the pre hooks, then
 * always its post hooks, also when a pre hook failed or a person ended it. The application is locked meanwhile.
 * Faults: application-not-found, locked, invalid-argument (it has no such hook), those of rendering the release.
 */
export async function testHooks(context: Context, { slug, restoreHooks }: HookTest): Promise<HookTestOutcome> {
  const { namespaces } = await findApplication(context, slug);
  const operationId = `hook-test-${context.randomId(idLength)}`;
  return withLock(
    context,
    { kind: "application", slug },
    { operationId, work: "test of its hooks" },
    async (signal) => {
      const planned = await planAll(context, slug, namespaces);
      const wanted = planned.filter(({ pre, post, restore }) => {
        return pre.length + post.length > 0 || (restoreHooks && restore.length > 0);
      });
      if (wanted.length === 0) throw nothingToTest(slug, planned, restoreHooks);
      const runs: HookRun[] = [];
      const untested: PodHooks[] = [];
      for (const hooks of wanted) {
        if (signal.aborted) untested.push(hooks);
        else runs.push(...(await testPod(context, { hooks, restoreHooks }, signal)));
      }
      const without = planned.filter((one) => !wanted.includes(one)).map(podName);
      const secrets = await readSecrets(context, { kind: "application", slug });
      const interrupted = signal.aborted;
      return { runs: hideSecrets(runs, secrets), without, interrupted, untested: untested.map(podName) };
    },
  );
}

function podName({ pod }: PodHooks): string {
  return `${pod.namespace}/${pod.name}`;
}

async function planAll(context: Context, slug: string, namespaces: readonly string[]): Promise<readonly PodHooks[]> {
  const { backup, restore } = await renderRelease(context, await findApplication(context, slug));
  const declared = {
    backup: backup?.spec.hooks?.resources ?? [],
    restore: restore?.spec.hooks?.resources ?? [],
  };
  const found = await Promise.all(
    namespaces.map((namespace) => context.kubernetes.listAll<HookedPod>(pods, { namespace })),
  );
  const running = found.flat().filter(({ status }) => status?.phase === "Running");
  return running.map((pod) => planHooks(runningPod(pod), declared));
}

interface HookedPod extends KubernetesObject {
  readonly spec: { readonly containers: readonly { readonly name: string }[] };
  readonly status?: { readonly phase?: string };
}

function runningPod({ metadata, spec }: HookedPod): RunningPod {
  const { namespace = "", name, labels = {}, annotations = {} } = metadata;
  return { namespace, name, labels, annotations, containers: spec.containers.map((container) => container.name) };
}

/** What a pre hook has stopped must go on, so that nothing but its own time-out ends a post hook. */
export async function testPod(
  context: Context,
  { hooks, restoreHooks }: { readonly hooks: PodHooks; readonly restoreHooks: boolean },
  signal: AbortSignal,
): Promise<readonly HookRun[]> {
  if (signal.aborted) return [];
  const { pod, pre, post, restore } = hooks;
  const runs = [...(await runInOrder(context, { pod, hooks: pre }, signal))];
  runs.push(...(await runInOrder(context, { pod, hooks: post }, new AbortController().signal)));
  if (restoreHooks) runs.push(...(await runInOrder(context, { pod, hooks: restore }, signal)));
  return runs;
}

async function runInOrder(
  context: Context,
  { pod, hooks }: { readonly pod: RunningPod; readonly hooks: readonly PlannedHook[] },
  signal: AbortSignal,
): Promise<readonly HookRun[]> {
  const runs: HookRun[] = [];
  let ended: string | undefined;
  for (const hook of hooks) {
    const run = ended === undefined && !signal.aborted ? await runHook(context, { pod, hook }, signal) : undefined;
    runs.push(run ?? { ...unrun(pod, hook), ...notStarted(ended ?? "it was interrupted before") });
    if (run !== undefined && hookFailed(run) && hook.endsThePod) ended = "a hook before it failed with onError Fail";
  }
  return runs;
}

function unrun(pod: RunningPod, { kind, source, name, container, command }: PlannedHook) {
  const place = { kind: "pod", namespace: pod.namespace, pod: pod.name } as const;
  return { kind, source, name, place, container, command: `[${command.join(" ")}]` };
}

function nothingToTest(slug: string, planned: readonly PodHooks[], restoreHooks: boolean): Fault {
  const restore = planned.some((one) => one.restore.length > 0);
  const inits = planned.flatMap(({ initContainers }) => initContainers);
  const kinds = restoreHooks ? "hook" : "backup hook";
  return new Fault("invalid-argument", `No running pod of ${slug} has a ${kinds}.`, {
    reason: `${planned.length} running pods were looked at.${inits.length === 0 ? "" : ` Init containers of a restore (${inits.join(", ")}) run only in pods that a restore makes.`}`,
    remedy: restore
      ? "It has restore hooks: add --restore-hooks to run them. They may overwrite data."
      : "Hooks are annotations of pods or stand in the release's `kind: Backup`; see that the pods run.",
  });
}
