import { Fault } from "../fault.ts";

/** What was looked at before a restore, and what came of it. */
export interface Check {
  /** Stable; what a person accepts with `--accept`. */
  readonly code: string;
  /** What was looked at: a member, an application, an object. */
  readonly subject: string;
  readonly result: CheckResult;
  readonly message: string;
  readonly remedy?: string;
}

/**
 * `unknown`: it could not be read, and stops nothing. `needs-acceptance` stops unless a person accepts its code;
 * `refused` stops always.
 */
export type CheckResult = "passed" | "warning" | "unknown" | "needs-acceptance" | "refused";

/** Faults: checks-refused, naming every check that stops the restore. */
export function refuseStopping(checks: readonly Check[], accepted: readonly string[]): void {
  const stopping = stoppingChecks(checks, accepted);
  if (stopping.length === 0) return;
  const lines = stopping.map(({ subject, message, code, result }) => {
    const way = result === "refused" ? "" : ` (--accept ${code})`;
    return `${subject}: ${message}${way}`;
  });
  const remedies = [...new Set(stopping.flatMap(({ remedy }) => remedy ?? []))];
  throw new Fault("checks-refused", "The restore is refused before anything is changed.", {
    reason: lines.join("\n"),
    remedy: remedies.join("\n"),
  });
}

/** The checks that stop a restore, with these codes accepted. */
export function stoppingChecks(checks: readonly Check[], accepted: readonly string[]): readonly Check[] {
  return checks.filter(
    ({ code, result }) => result === "refused" || (result === "needs-acceptance" && !accepted.includes(code)),
  );
}
