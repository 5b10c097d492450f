import type { LogLine } from "./log-line.ts";

/** One run of an exec hook, as far as Velero logged it. */
export interface HookExecution {
  readonly hook: string;
  /** pre or post; absent when Velero did not say. */
  readonly phase?: string;
  /** Absent when Velero does not log the pod: since 1.16 in backups. */
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly command?: string;
  readonly startTime?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Velero logs no exit code: without an error the hook ended with 0. */
  readonly outcome:
    | { readonly kind: "succeeded" }
    | { readonly kind: "failed"; readonly error: string }
    | { readonly kind: "unfinished" };
}

type Draft = { -readonly [Key in keyof HookExecution]: HookExecution[Key] };

/**
 * Collects hook executions from a log. Velero (1.18) writes "running exec hook", then "stdout: …" and "stderr: …" with
 * the same fields, and after a failure "Error executing hook" with fewer fields, right behind them for the same pod.
 */
export async function collectHookExecutions(
  lines: AsyncIterable<LogLine> | Iterable<LogLine>,
): Promise<readonly HookExecution[]> {
  const executions: Draft[] = [];
  for await (const line of lines) addLine(executions, line);
  return executions;
}

function addLine(executions: Draft[], line: LogLine): void {
  if (line.message === "running exec hook") {
    executions.push(started(line));
    return;
  }
  if (line.fields["hookType"] !== "exec") return;
  const current = executions.findLast((candidate) => belongs(candidate, line));
  if (current === undefined) return;
  if (line.message.startsWith("stdout: ")) {
    current.stdout = line.message.slice("stdout: ".length);
  } else if (line.message.startsWith("stderr: ")) {
    current.stderr = line.message.slice("stderr: ".length);
    current.outcome = { kind: "succeeded" };
  } else if (line.message === "Error executing hook") {
    current.outcome = { kind: "failed", error: line.fields["error"] ?? "Velero gave no reason" };
  }
}

function started(line: LogLine): Draft {
  const { hookName, hookPhase, hookContainer, hookCommand } = line.fields;
  const { namespace, pod } = podOf(line);
  return {
    hook: hookName ?? "",
    stdout: "",
    stderr: "",
    outcome: { kind: "unfinished" },
    ...(hookPhase === undefined ? {} : { phase: hookPhase }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod }),
    ...(hookContainer === undefined ? {} : { container: hookContainer }),
    ...(hookCommand === undefined ? {} : { command: hookCommand }),
    ...(line.time === undefined ? {} : { startTime: line.time }),
  };
}

/**
 * A restore's lines carry "pod=<namespace>/<name>", a backup's namespace and name up to Velero 1.15; since 1.16 (item
 * blocks) a backup's hook lines name no pod, and none is guessed.
 */
function podOf(line: LogLine): { readonly namespace?: string; readonly pod?: string } {
  const { pod, namespace, name } = line.fields;
  const [podNamespace, podName] = pod?.split("/") ?? [];
  if (podNamespace !== undefined && podName !== undefined) return { namespace: podNamespace, pod: podName };
  return { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { pod: name }) };
}

/** What the line says of its hook must be what the execution began with; an error line says less. */
function belongs(execution: HookExecution, line: LogLine): boolean {
  const { hookName, hookPhase, hookContainer, hookCommand } = line.fields;
  const { namespace, pod } = podOf(line);
  return (
    execution.namespace === namespace &&
    execution.pod === pod &&
    saysNoOther(hookName, execution.hook) &&
    saysNoOther(hookPhase, execution.phase) &&
    saysNoOther(hookContainer, execution.container) &&
    saysNoOther(hookCommand, execution.command)
  );
}

function saysNoOther(said: string | undefined, known: string | undefined): boolean {
  return said === undefined || said === known;
}
