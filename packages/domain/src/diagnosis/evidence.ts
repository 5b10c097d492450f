import type { HookRun } from "../hooks/hook-run.ts";

/** What is to be explained: a set, a restore, or how things are now. */
export type Diagnosed =
  | { readonly kind: "backup"; readonly name: string }
  | { readonly kind: "restore"; readonly name: string }
  | { readonly kind: "installation" };

/** Something that a program said, or what the state of an object says in its words. */
export interface Statement {
  readonly source: StatementSource;
  /** The object or the log that says it: "PodVolumeBackup shop/db-0 data". */
  readonly where: string;
  readonly text: string;
  /** What it is about, when that is another namespace, pod or volume than the rest of the evidence. */
  readonly namespace?: string;
}

/**
 * `failure`: Velero's reason for giving up. `error`, `warning`: of a finished backup or restore. `volume`: a
 * PodVolumeBackup or PodVolumeRestore that did not come to its end. `location`, `repository`, `node-agent`, `server`:
 * the state of these now. `pod`: a pod in Velero's namespace. `event`: of such a pod. `hook`: a hook that failed.
 */
export type StatementSource =
  | "failure"
  | "error"
  | "warning"
  | "volume"
  | "location"
  | "repository"
  | "node-agent"
  | "server"
  | "pod"
  | "event"
  | "hook";

/** By which remedies name things. Unknown ones stand as words in capitals. */
export interface DiagnosisNames {
  readonly veleroNamespace: string;
  readonly deployment: string;
  readonly nodeAgent: string;
  readonly location: string;
}

export interface Evidence {
  readonly of: Diagnosed;
  readonly statements: readonly Statement[];
  readonly names: DiagnosisNames;
}

/** Hooks as statements: those that did not succeed. */
export function hookStatements(runs: readonly HookRun[]): readonly Statement[] {
  return runs.flatMap((run) => {
    const text = troubleOf(run);
    return text === undefined ? [] : [{ source: "hook" as const, where: whereOf(run), text }];
  });
}

function troubleOf({ outcome, output }: HookRun): string | undefined {
  const said = output.kind === "known" ? lastLine(output.stderr) || lastLine(output.stdout) : "";
  switch (outcome.kind) {
    case "succeeded":
      return undefined;
    case "failed":
      return `hook failed: ${outcome.error}${said === "" ? "" : `; it wrote last: ${said}`}`;
    case "timed-out":
      return `hook timed out: ${outcome.error}`;
    case "not-run":
      return `hook not run: ${outcome.reason}`;
    case "unfinished":
      return "hook unfinished: the log says nothing after its start";
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

function whereOf({ kind, name, place, container }: HookRun): string {
  const pod = place.kind === "pod" ? ` in ${place.namespace}/${place.pod}` : "";
  return `${kind} hook ${name}${pod}${container === undefined ? "" : `, container ${container}`}`;
}
