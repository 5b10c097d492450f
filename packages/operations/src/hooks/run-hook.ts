import type { HookOutcome, HookOutput, HookRun, PlannedHook, RunningPod } from "@holdfast/domain";
import type { Context } from "../context.ts";

interface HookEnd {
  readonly output: HookOutput;
  readonly outcome: HookOutcome;
}

/** Runs it as Velero would. Whatever happens is its outcome; `signal` ends the waiting, not the command. */
export async function runHook(
  context: Context,
  { pod, hook }: { readonly pod: RunningPod; readonly hook: PlannedHook },
  signal: AbortSignal,
): Promise<HookRun> {
  const { namespace, name } = pod;
  const { kind, source, container, command } = hook;
  context.report({ message: `Running the ${kind} hook ${hook.name} in ${namespace}/${name}` });
  const startedAt = now(context);
  const end = pod.containers.includes(container)
    ? await execute(context, { pod, hook }, signal)
    : notStarted(`the pod has no container ${container}`);
  return {
    kind,
    source,
    name: hook.name,
    place: { kind: "pod", namespace, pod: name },
    container,
    command: `[${command.join(" ")}]`,
    timeout: `${hook.timeoutSeconds}s`,
    startedAt,
    endedAt: now(context),
    ...end,
  };
}

async function execute(
  { kubernetes }: Context,
  { pod, hook }: { readonly pod: RunningPod; readonly hook: PlannedHook },
  signal: AbortSignal,
): Promise<HookEnd> {
  const { namespace, name } = pod;
  const { container, command, timeoutSeconds } = hook;
  const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const ended = await kubernetes.exec({
      namespace,
      pod: name,
      container,
      command,
      signal: AbortSignal.any([signal, deadline]),
    });
    const output = { kind: "known", stdout: textOf(ended.stdout), stderr: textOf(ended.stderr) } as const;
    if (ended.exitCode === 0) return { output, outcome: { kind: "succeeded" } };
    const error = `command terminated with exit code ${ended.exitCode}`;
    return { output, outcome: { kind: "failed", exitCode: ended.exitCode, error } };
  } catch (error) {
    if (deadline.aborted && !signal.aborted) return { output: lost, outcome: timedOut(timeoutSeconds) };
    if (signal.aborted) return { output: lost, outcome: { kind: "failed", error: interrupted } };
    // Whatever it is, also a broken connection: the post hooks after it must run.
    return { output: lost, outcome: { kind: "failed", error: error instanceof Error ? error.message : String(error) } };
  }
}

const interrupted = "interrupted while it ran; the command may still run in the container";
const lost = { kind: "missing", reason: "its end was not heard of" } as const;

function timedOut(seconds: number): HookOutcome {
  return { kind: "timed-out", error: `timed out after ${seconds}s; the command may still run in the container` };
}

/** One that is not begun. */
export function notStarted(reason: string): HookEnd {
  return { output: { kind: "missing", reason: "it was not run" }, outcome: { kind: "not-run", reason } };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function now({ clock }: Context): string {
  return new Date(clock.now()).toISOString();
}
