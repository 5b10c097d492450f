import type { HookKind, HookOutcome, HookPlace, HookRun } from "@holdfast/domain";
import { HookPlaces } from "./hook-places.ts";
import type { LogLine } from "./log-line.ts";

type Draft = { -readonly [Key in keyof HookRun]: HookRun[Key] };

/**
 * The hooks in Velero's log of a backup or a restore, in their order. Velero writes "running exec hook", then "stdout: …"
 * and "stderr: …" with the same fields, and after a failure "Error executing hook" with fewer. Until 1.15 a backup's
 * lines name the pod, since 1.16 they do not (see `HookPlaces`); a restore's do.
 */
export async function collectHookRuns(
  lines: AsyncIterable<LogLine> | Iterable<LogLine>,
  of: "backup" | "restore" = "backup",
): Promise<readonly HookRun[]> {
  const reading = new HookReading(of);
  for await (const line of lines) reading.readLine(line);
  return reading.end();
}

const noOutputYet = { kind: "missing", reason: "Velero logged none" } as const;
const lostAtTimeout = {
  kind: "missing",
  reason: "Velero keeps nothing of a hook that it stopped waiting for; the command may still run in the container",
} as const;
const neverStarted = { kind: "missing", reason: "it was not run" } as const;
/** Velero finds these before it starts anything. */
const beforeStart = /^(no such container|need at least 1 container|.* is required)/;
const isAboutNotRunning =
  /exec hooks ran$|not executed: |expired before executing$|discarding post-restore exec hooks$/s;
const endedPod = /^Pod entered phase (\S+) before some post-backup exec hooks ran$/;
const notExecuted = /^hook (.*) in container (\S+) in pod ([^/\s]+)\/(\S+) not executed: (.*)$/s;
const expired = /^hook (.*) in container (\S+) expired before executing$/s;
const discarded = /^Pod ([^/\s]+)\/(\S+) does not have container (\S+): discarding post-restore exec hooks$/;

class HookReading {
  readonly #of: "backup" | "restore";
  readonly #runs: Draft[] = [];
  readonly #places = new HookPlaces();

  constructor(of: "backup" | "restore") {
    this.#of = of;
  }

  readLine(line: LogLine): void {
    const refused = this.#notRun(line);
    if (refused !== undefined) this.#add(refused, line);
    else if (line.message === "running exec hook") this.#add(started(line, this.#kindOf(line)), line);
    else if (line.fields["hookType"] === "exec") this.#addToRun(line);
    else this.#places.readLine(line, this.#hookIsOpen());
  }

  end(): readonly HookRun[] {
    this.#places.end();
    return this.#runs;
  }

  #add(run: Draft, line: LogLine): void {
    if (run.place.kind === "unknown" && this.#of === "backup") {
      const phase = run.kind === "post" ? "post" : "pre";
      const fromAnnotation = line.fields["hookSource"] === "annotation";
      this.#places.addHook({ phase, fromAnnotation, place: (place) => (run.place = place) }, this.#hookIsOpen());
    }
    this.#runs.push(run);
  }

  #addToRun(line: LogLine): void {
    const { message, time } = line;
    const run = this.#runs.findLast((candidate) => this.#belongs(candidate, line));
    if (message === "Error executing hook") {
      const error = line.fields["error"] ?? "Velero gave no reason";
      if (run === undefined || beforeStart.test(error) || isOver(run)) {
        const outcome = { kind: "failed", error } as const;
        this.#add({ ...started(line, this.#kindOf(line)), output: neverStarted, outcome }, line);
      } else fail(run, error, time);
    } else if (run !== undefined) addOutput(run, message, time);
  }

  /** What Velero says of hooks that it does not run at all. */
  #notRun(line: LogLine): Draft | undefined {
    const { message } = line;
    if (!isAboutNotRunning.test(message)) return undefined;
    const base = { ...started(line, this.#kindOf(line)), output: neverStarted };
    const ended = endedPod.exec(message);
    if (ended !== null) return { ...base, outcome: notRun(`the pod had entered phase ${ended[1] ?? ""}`) };
    const [, name = "", container = "", namespace = "", pod = "", why = ""] = notExecuted.exec(message) ?? [];
    if (why !== "") return { ...base, name, container, place: { kind: "pod", namespace, pod }, outcome: notRun(why) };
    const late = expired.exec(message);
    if (late !== null) {
      return { ...base, name: late[1] ?? "", container: late[2] ?? "", outcome: notRun("its wait timeout had passed") };
    }
    const [, inNamespace = "", inPod = "", missing = ""] = discarded.exec(message) ?? [];
    if (missing === "") return undefined;
    const place = { kind: "pod", namespace: inNamespace, pod: inPod } as const;
    return { ...base, container: missing, place, outcome: notRun(`the pod has no container ${missing}`) };
  }

  #kindOf({ fields }: LogLine): HookKind {
    if (this.#of === "restore") return "restore-exec";
    return fields["hookPhase"] === "post" ? "post" : "pre";
  }

  #hookIsOpen(): boolean {
    return this.#runs.at(-1)?.outcome.kind === "unfinished";
  }

  /** What the line says of its hook must be what the run began with; an error line says less. */
  #belongs(run: HookRun, line: LogLine): boolean {
    const { hookName, hookContainer, hookCommand } = line.fields;
    return (
      run.kind === this.#kindOf(line) &&
      (run.place.kind !== "pod" || isSame(run.place, placeOf(line))) &&
      saysNoOther(hookName, run.name) &&
      saysNoOther(hookContainer, run.container) &&
      saysNoOther(hookCommand, run.command)
    );
  }
}

function started(line: LogLine, kind: HookKind): Draft {
  const { hookName = "", hookContainer, hookCommand, hookTimeout, hookOnError, hookSource } = line.fields;
  return {
    kind,
    source: hookSource === "annotation" || hookSource === "spec" ? hookSource : "unknown",
    name: hookName === "" && hookSource === "annotation" ? "<from-annotation>" : hookName,
    place: placeOf(line),
    output: noOutputYet,
    outcome: { kind: "unfinished" },
    ...(hookContainer === undefined ? {} : { container: hookContainer }),
    ...(hookCommand === undefined ? {} : { command: hookCommand }),
    ...(hookTimeout === undefined ? {} : { timeout: hookTimeout.replace(/^\{(.*)\}$/, "$1") }),
    ...(hookOnError === undefined ? {} : { onError: hookOnError }),
    ...(line.time === undefined ? {} : { startedAt: line.time }),
  };
}

/** A restore's lines carry "pod=<namespace>/<name>", a backup's namespace and name up to Velero 1.15. */
function placeOf({ fields }: LogLine): HookPlace {
  const [namespace, pod] = fields["pod"]?.split("/") ?? [fields["namespace"], fields["name"]];
  if (namespace !== undefined && pod !== undefined) return { kind: "pod", namespace, pod };
  return { kind: "unknown", reason: "Velero's log does not tell it" };
}

function addOutput(run: Draft, message: string, time: string | undefined): void {
  const before = run.output.kind === "known" ? run.output : { kind: "known" as const, stdout: "", stderr: "" };
  if (message.startsWith("stdout: ")) run.output = { ...before, stdout: message.slice("stdout: ".length) };
  if (!message.startsWith("stderr: ")) return;
  run.output = { ...before, stderr: message.slice("stderr: ".length) };
  run.outcome = { kind: "succeeded" };
  if (time !== undefined) run.endedAt = time;
}

function fail(run: Draft, error: string, time: string | undefined): void {
  const [, code] = /exit code (\d+)/.exec(error) ?? [];
  const isTimeout = error.startsWith("timed out after ");
  if (isTimeout) run.output = lostAtTimeout;
  run.outcome = isTimeout
    ? { kind: "timed-out", error }
    : { kind: "failed", error, ...(code === undefined ? {} : { exitCode: Number(code) }) };
  if (time !== undefined) run.endedAt = time;
}

/** Velero has said already how it ended; an error line always comes right after the output. */
function isOver({ outcome }: HookRun): boolean {
  return outcome.kind !== "unfinished" && outcome.kind !== "succeeded";
}

function notRun(reason: string): HookOutcome {
  return { kind: "not-run", reason };
}

function isSame(one: HookPlace, other: HookPlace): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function saysNoOther(said: string | undefined, known: string | undefined): boolean {
  return said === undefined || said === known;
}
