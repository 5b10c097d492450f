import { diagnose, hookStatements } from "@holdfast/domain";
import type { Diagnosed, Finding, HookRun, Statement } from "@holdfast/domain";
import type { ResultEntry } from "@holdfast/velero";
import type { VolumeTransfer } from "../backups/read-member.ts";
import type { Reading } from "../backups/reading.ts";
import { hideInStatements } from "../hooks/hide-secrets.ts";
import type { Surroundings } from "./read-surroundings.ts";

/** What is known of one Velero Backup or Restore. */
export interface KnownWork {
  readonly name: string;
  readonly failure?: string;
  readonly transfers: readonly VolumeTransfer[];
  readonly hooks: Reading<readonly HookRun[]>;
  readonly warnings: Reading<readonly ResultEntry[]>;
  readonly errors: Reading<readonly ResultEntry[]>;
}

export function findingsOf(of: Diagnosed, work: KnownWork, surroundings: Surroundings): readonly Finding[] {
  const statements = hideInStatements([...workStatements(of, work), ...surroundings.statements]);
  return diagnose({ of, statements, names: surroundings.names });
}

/** Nothing that it says of itself needs an explanation. */
export function isClean(of: Diagnosed, work: KnownWork): boolean {
  return workStatements(of, work).every(({ source }) => source === "warning");
}

function workStatements({ kind }: Diagnosed, work: KnownWork): readonly Statement[] {
  const where = `${kind === "restore" ? "Restore" : "Backup"} ${work.name}`;
  const { failure } = work;
  return [
    ...(failure === undefined ? [] : [{ source: "failure" as const, where, text: failure }]),
    ...valuesOf(work.hooks, hookStatements),
    ...work.transfers.flatMap(transferStatements),
    ...valuesOf(work.errors, (entries) => entries.map((entry) => resultStatement("error", where, entry))),
    ...valuesOf(work.warnings, (entries) => entries.map((entry) => resultStatement("warning", where, entry))),
  ];
}

function valuesOf<Value>(reading: Reading<Value>, say: (value: Value) => readonly Statement[]): readonly Statement[] {
  return reading.kind === "known" || reading.kind === "kept" ? say(reading.value) : [];
}

function transferStatements({ namespace, pod, volume, stage, message = "" }: VolumeTransfer): readonly Statement[] {
  const isOver = stage === "failed" || stage === "canceled";
  // One that waits or runs says something only when it is in trouble.
  if (!isOver && (stage === "completed" || message === "")) return [];
  const text = message === "" ? `the copy is ${stage}, and nobody says why` : message;
  return [{ source: "volume", where: `volume ${volume} of pod ${namespace}/${pod}`, text }];
}

function resultStatement(source: "error" | "warning", where: string, { scope, message }: ResultEntry): Statement {
  return { source, where: scope.kind === "namespace" ? `${where}, namespace ${scope.name}` : where, text: message };
}
