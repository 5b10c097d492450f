import { Fault, labels } from "@holdfast/domain";
import type { Finding, HookRun, MemberPart } from "@holdfast/domain";
import {
  download,
  parseResults,
  podVolumeRestoreType,
  readText,
  restoreSelector,
  restoreStage,
  restoreType,
  volumeStage,
} from "@holdfast/velero";
import type { PodVolumeRestore, Restore, ResultEntry, Results, Stage } from "@holdfast/velero";
import type { VolumeTransfer } from "../backups/read-member.ts";
import type { LiveReading, Reading } from "../backups/reading.ts";
import type { Context } from "../context.ts";
import { mergeFindings, workFindings } from "../diagnosis/diagnose-work.ts";
import type { FoundWork } from "../diagnosis/diagnose-work.ts";
import { secretsWhenNeeded } from "../hooks/application-secrets.ts";
import { showableResults } from "../hooks/showable-results.ts";
import { keptOr } from "../reports/kept-reading.ts";
import { findReport } from "../reports/store-report.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { readRestoreHooks } from "./restore-hooks.ts";
import { operationLabel } from "./velero-restore.ts";

/** A Velero Restore; those made outside Holdfast have no operation. */
export interface RestoreSummary {
  readonly name: string;
  readonly backup: string;
  readonly set?: string;
  readonly application?: string;
  readonly operation?: string;
  /** Velero's own word. */
  readonly phase: string;
  readonly stage: Stage;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly itemsDone?: number;
  readonly itemsTotal?: number;
  readonly warnings: number;
  readonly errors: number;
  /** Why Velero refused or gave up, in its words. */
  readonly failure?: string;
}

export interface RestoreDetail {
  readonly restore: RestoreSummary;
  readonly namespaces: readonly string[];
  readonly transfers: readonly VolumeTransfer[];
  readonly hooks: Reading<readonly HookRun[]>;
  readonly warnings: Reading<readonly ResultEntry[]>;
  readonly errors: Reading<readonly ResultEntry[]>;
  /** What is wrong with it, and what to do. */
  readonly findings: readonly Finding[];
}

type RestoreReading = Omit<RestoreDetail, "findings">;

/** All Velero Restores, newest first. Faults: of findVelero. */
export async function listVeleroRestores(context: Context): Promise<readonly RestoreSummary[]> {
  const velero = await findVelero(context);
  const restores = await context.kubernetes.listAll<Restore>(restoreType, { namespace: velero.namespace });
  return restores.map(summaryOf).sort((one, other) => other.createdAt.localeCompare(one.createdAt));
}

/** Whether a Velero Restore is a try of this operation, or of a part of it. */
export function isAttemptOf({ operation }: RestoreSummary, id: string): boolean {
  return operation === id || operation?.startsWith(`${id}-`) === true;
}

/** Faults: restore-not-found, of findVelero. */
export async function showVeleroRestore(context: Context, name: string): Promise<RestoreDetail> {
  const velero = await findVelero(context);
  const found = await context.kubernetes.get<Restore>(restoreType, { name, namespace: velero.namespace });
  if (found !== undefined) return detailOf(context, velero, found);
  throw new Fault("restore-not-found", `There is no Velero Restore ${name}.`, {
    reason: "It was deleted a moment ago.",
    remedy: "List them with `holdfast restore list`.",
  });
}

function summaryOf({ metadata, spec, status }: Restore): RestoreSummary {
  return {
    name: metadata.name,
    backup: spec.backupName ?? "",
    ...present("set", metadata.labels?.[labels.set]),
    ...present("application", metadata.labels?.[labels.application]),
    ...present("operation", metadata.labels?.[operationLabel]),
    phase: status?.phase ?? "New",
    stage: restoreStage(status?.phase),
    createdAt: metadata.creationTimestamp ?? "",
    ...present("startedAt", status?.startTimestamp),
    ...present("endedAt", status?.completionTimestamp),
    ...present("itemsDone", status?.progress?.itemsRestored),
    ...present("itemsTotal", status?.progress?.totalItems),
    warnings: status?.warnings ?? 0,
    errors: status?.errors ?? 0,
    ...present("failure", failureOf(status)),
  };
}

function failureOf(status: Restore["status"]): string | undefined {
  const said = [status?.failureReason, ...(status?.validationErrors ?? [])].filter((text) => text !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

/** What is read now, and for what cannot be read any more what was kept when it had ended. */
async function detailOf(context: Context, velero: VeleroInstallation, restore: Restore): Promise<RestoreDetail> {
  const live = await readingOf(context, velero, restore);
  const kept = await findReport(context, { kind: "restore", name: restore.metadata.name });
  const [report] = kept?.members ?? [];
  if (kept === undefined || report === undefined) {
    return { ...live, findings: await restoreFindings(context, velero, live) };
  }
  const merged = {
    ...live,
    hooks: keptOr(live.hooks, report.hooks, kept.readAt),
    warnings: keptOr(live.warnings, report.warnings, kept.readAt),
    errors: keptOr(live.errors, report.errors, kept.readAt),
  };
  return { ...merged, findings: mergeFindings(report.findings, await restoreFindings(context, velero, merged)) };
}

async function restoreFindings(
  context: Context,
  velero: VeleroInstallation,
  { restore, namespaces, ...read }: RestoreReading,
): Promise<readonly Finding[]> {
  const { name, failure, stage, createdAt, startedAt = createdAt, endedAt } = restore;
  const work: FoundWork = {
    of: { kind: "restore", name },
    work: { ...read, name, ...present("failure", failure) },
    isWell: stage === "completed" && read.errors.kind === "known",
    startedAt,
    ...present("endedAt", endedAt),
    namespaces,
  };
  return workFindings(context, velero, work);
}

async function readingOf(context: Context, velero: VeleroInstallation, restore: Restore): Promise<RestoreReading> {
  const namespace = restore.metadata.namespace ?? "";
  const summary = summaryOf(restore);
  const query = { namespace, labelSelector: restoreSelector(summary.name) };
  const transfers = (await context.kubernetes.listAll<PodVolumeRestore>(podVolumeRestoreType, query)).map(transferOf);
  const detail = { restore: summary, namespaces: restore.spec.includedNamespaces ?? [], transfers };
  const ended = summary.stage === "completed" || summary.stage === "partially-failed" || summary.stage === "failed";
  if (!ended)
    return { ...detail, hooks: { kind: "not-yet" }, warnings: { kind: "not-yet" }, errors: { kind: "not-yet" } };
  const target = { context, namespace, name: summary.name };
  const secrets = secretsWhenNeeded(context, partOf(summary));
  const [hooks, results] = await Promise.all([
    readRestoreHooks(context, { velero, restore }, secrets),
    readResults(target),
  ]);
  return { ...detail, hooks, ...(await showableResults(results, secrets)) };
}

/** Of those made outside Holdfast nobody knows whose they are. */
export function partOf({ application }: RestoreSummary): MemberPart {
  return application === undefined ? { kind: "unknown" } : { kind: "application", slug: application };
}

interface ResultsTarget {
  readonly context: Context;
  readonly namespace: string;
  readonly name: string;
}

async function readResults({ context, namespace, name }: ResultsTarget): Promise<LiveReading<Results>> {
  try {
    const stream = await download(
      context.kubernetes,
      namespace,
      { kind: "RestoreResults", name },
      { signal: context.signal },
    );
    if (stream === undefined) {
      return { kind: "unknown", reason: "The destination holds no such file; Velero did not get to write it." };
    }
    return { kind: "known", value: parseResults(await readText(stream)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      kind: "unknown",
      reason: [error.message, error.details.reason].filter((text) => text !== undefined).join(" "),
    };
  }
}

function transferOf({ spec, status }: PodVolumeRestore): VolumeTransfer {
  return {
    namespace: spec.pod.namespace ?? "",
    pod: spec.pod.name ?? "",
    volume: spec.volume,
    stage: volumeStage(status?.phase),
    ...present("bytesDone", status?.progress?.bytesDone),
    ...present("bytesTotal", status?.progress?.totalBytes ?? spec.snapshotSize),
    ...present("startedAt", status?.startTimestamp),
    ...present("endedAt", status?.completionTimestamp),
    ...present("message", status?.message),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}
