import type { HookOutcome, HookRun } from "@holdfast/domain";
import { isApiError, pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { restoreSelector } from "@holdfast/velero";
import type { Restore } from "@holdfast/velero";
import type { LiveReading } from "../backups/reading.ts";
import type { Context } from "../context.ts";

const imageAnnotation = "init.hook.restore.velero.io/container-image";
const nameAnnotation = "init.hook.restore.velero.io/container-name";
/** Velero's own, and the names that it makes up for a hook without one. */
const generatedName = /^velero-restore-init-/;
const lastLines = 200;

interface InitContainer {
  readonly name: string;
  readonly command?: readonly string[];
}

interface RestoredPod extends KubernetesObject {
  readonly spec: { readonly initContainers?: readonly InitContainer[] };
  readonly status?: {
    readonly initContainerStatuses?: readonly {
      readonly name: string;
      readonly state?: {
        readonly waiting?: { readonly reason?: string };
        readonly running?: { readonly startedAt?: string };
        readonly terminated?: ContainerEnd;
      };
    }[];
  };
}

interface ContainerEnd {
  readonly exitCode: number;
  readonly reason?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/**
 * The init containers that a restore put into pods, in the pods as they are now: Velero says nothing of how they end.
 * They are known as long as the restored pods live.
 */
export async function readInitHooks(
  context: Context,
  { metadata, spec }: Restore,
): Promise<LiveReading<readonly HookRun[]>> {
  const found = await restoredPods(context, metadata.name);
  if (found.kind !== "known") return found;
  const named = namesIn(spec);
  const hooked = found.value.flatMap((pod) => initHooksOf(pod, named).map((container) => ({ pod, container })));
  const value = await Promise.all(hooked.map(({ pod, container }) => runOf(context, pod, container)));
  return { kind: "known", value };
}

async function restoredPods({ kubernetes }: Context, restore: string): Promise<LiveReading<readonly RestoredPod[]>> {
  try {
    const value = await kubernetes.listAll<RestoredPod>(pods, { labelSelector: restoreSelector(restore) });
    return { kind: "known", value };
  } catch (error) {
    if (!isApiError(error, "Forbidden")) throw error;
    return { kind: "unknown", reason: `Whether init containers ran is not known: ${error.message}` };
  }
}

function namesIn({ hooks }: Restore["spec"]): ReadonlySet<string> {
  const containers = (hooks?.resources ?? []).flatMap(({ postHooks = [] }) =>
    postHooks.flatMap(({ init }) => init?.initContainers ?? []),
  );
  return new Set(containers.map((container) => (container as { readonly name?: string }).name ?? ""));
}

function initHooksOf({ metadata, spec }: RestoredPod, named: ReadonlySet<string>): readonly InitContainer[] {
  const annotated = metadata.annotations?.[imageAnnotation] !== undefined;
  const name = metadata.annotations?.[nameAnnotation];
  return (spec.initContainers ?? []).filter((container) => {
    if (!annotated) return named.has(container.name);
    return name === undefined ? generatedName.test(container.name) : container.name === name;
  });
}

async function runOf(context: Context, pod: RestoredPod, { name, command }: InitContainer): Promise<HookRun> {
  const { namespace = "" } = pod.metadata;
  const state = pod.status?.initContainerStatuses?.find((one) => one.name === name)?.state;
  const { startedAt, finishedAt } = state?.terminated ?? { ...state?.running, finishedAt: undefined };
  const hasStarted = state?.running !== undefined || state?.terminated !== undefined;
  return {
    kind: "restore-init",
    source: pod.metadata.annotations?.[imageAnnotation] === undefined ? "spec" : "annotation",
    name,
    place: { kind: "pod", namespace, pod: pod.metadata.name },
    container: name,
    ...(command === undefined ? {} : { command: `[${command.join(" ")}]` }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { endedAt: finishedAt }),
    output: hasStarted ? await outputOf(context, pod, name) : { kind: "missing", reason: "it has not started" },
    outcome: outcomeOf(state?.terminated),
  };
}

function outcomeOf(end: ContainerEnd | undefined): HookOutcome {
  if (end === undefined) return { kind: "unfinished" };
  if (end.exitCode === 0) return { kind: "succeeded" };
  return { kind: "failed", exitCode: end.exitCode, error: `${end.reason ?? "Error"}, exit code ${end.exitCode}` };
}

async function outputOf(context: Context, { metadata }: RestoredPod, container: string): Promise<HookRun["output"]> {
  const { name: pod, namespace = "" } = metadata;
  const query = { namespace, pod, container, tailLines: lastLines, signal: context.signal };
  try {
    const lines: string[] = [];
    for await (const line of context.kubernetes.logs(query)) lines.push(line);
    return { kind: "merged", text: lines.join("\n") };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { kind: "missing", reason: `its log cannot be read: ${error.message}` };
  }
}
