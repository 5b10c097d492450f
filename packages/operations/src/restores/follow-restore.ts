import { Fault } from "@holdfast/domain";
import { waitFor, waitForAll } from "@holdfast/kubernetes";
import {
  download,
  hasEnded,
  parseResults,
  podVolumeRestoreType,
  readText,
  restoreSelector,
  restoreStage,
  restoreType,
} from "@holdfast/velero";
import type { PodVolumeRestore, Restore } from "@holdfast/velero";
import type { Context } from "../context.ts";
import { goOnWithout } from "../faults/go-on-without.ts";
import { keepRestoreReport } from "../reports/keep-restore-report.ts";
import type { Job } from "../steps/step.ts";
import type { RestoreInput } from "./restore-input.ts";

export const restoreDeadlineSeconds = 3 * 24 * 3600;

export interface EndedRestore {
  readonly name: string;
  /** Velero's own word: Completed, PartiallyFailed or Failed. */
  readonly phase: string;
  readonly warnings: number;
  readonly errors: number;
  /** Why it failed, as far as Velero tells; the first few lines. */
  readonly reasons: readonly string[];
}

const keptReasons = 10;

/** What is needed of the operation that follows; `slug` is what is said to be restored. */
export interface FollowedWork extends Pick<Job<unknown>, "context" | "report"> {
  readonly input: Pick<RestoreInput, "veleroNamespace" | "slug">;
}

/** Watches Velero's Restore to its end, hooks included, and reports items and bytes. Faults: restore-not-found. */
export async function followRestore(job: FollowedWork, name: string, signal: AbortSignal): Promise<EndedRestore> {
  const { context, input } = job;
  const namespace = input.veleroNamespace;
  const stop = new AbortController();
  const options = {
    deadlineSeconds: restoreDeadlineSeconds,
    clock: context.clock,
    signal: AbortSignal.any([signal, stop.signal]),
  };
  const view = progressView(job);
  const query = { namespace, labelSelector: restoreSelector(name) };
  const volumes = waitForAll<PodVolumeRestore>(
    context.kubernetes,
    { type: podVolumeRestoreType, query },
    view.volumes,
    options,
  ).catch(() => undefined);
  try {
    const target = { type: restoreType, name: { name, namespace } };
    const restore = await waitFor<Restore>(context.kubernetes, target, view.restore, options);
    if (restore === undefined) throw goneRestore(namespace, name);
    await goOnWithout({ signal, report: job.report }, `the report of ${name}`, () =>
      keepRestoreReport({ ...context, veleroNamespace: namespace }, name),
    );
    return await endedRestore(context, restore);
  } finally {
    stop.abort();
    await volumes;
  }
}

interface ProgressView {
  readonly restore: (restore: Restore | undefined) => boolean;
  readonly volumes: (found: readonly PodVolumeRestore[]) => boolean;
}

function progressView({ report, input }: FollowedWork): ProgressView {
  const seen = { items: {}, bytes: {}, what: "" };
  const say = (): void => report({ message: `Restoring ${input.slug}${seen.what}`, ...seen.items, ...seen.bytes });
  return {
    restore(restore) {
      if (restore === undefined) return true;
      const { phase = "New", progress } = restore.status ?? {};
      seen.items = { itemsDone: progress?.itemsRestored ?? 0, itemsTotal: progress?.totalItems ?? 0 };
      seen.what = phase.startsWith("Finalizing") ? ": waiting for hooks and volumes" : "";
      say();
      return hasEnded(restoreStage(restore.status?.phase));
    },
    volumes(found) {
      seen.bytes = {
        bytesDone: found.reduce((sum, { status }) => sum + (status?.progress?.bytesDone ?? 0), 0),
        bytesTotal: found.reduce(
          (sum, { spec, status }) => sum + (status?.progress?.totalBytes ?? spec.snapshotSize ?? 0),
          0,
        ),
      };
      if (found.length > 0) say();
      return false;
    },
  };
}

async function endedRestore(context: Context, { metadata, status }: Restore): Promise<EndedRestore> {
  const errors = status?.errors ?? 0;
  const own = [status?.failureReason, ...(status?.validationErrors ?? [])].filter((text) => text !== undefined);
  const reasons =
    errors === 0 ? own : [...own, ...(await readReasons(context, metadata.namespace ?? "", metadata.name))];
  return {
    name: metadata.name,
    phase: status?.phase ?? "",
    warnings: status?.warnings ?? 0,
    errors,
    reasons: reasons.slice(0, keptReasons),
  };
}

/** Unreadable reasons are said as such: the restore's end itself is known. */
async function readReasons(context: Context, namespace: string, name: string): Promise<readonly string[]> {
  try {
    const target = { kind: "RestoreResults", name } as const;
    const stream = await download(context.kubernetes, namespace, target, { signal: context.signal });
    if (stream === undefined) return ["Velero wrote no list of errors."];
    return parseResults(await readText(stream)).errors.map(({ message }) => message);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [`The list of errors cannot be read: ${error.message}`];
  }
}

/** A Restore that failed before it could do anything: nothing came back. */
export function refuseFailed(ended: EndedRestore, operation: string): void {
  if (ended.phase === "Completed" || ended.phase === "PartiallyFailed") return;
  throw restoreFailed(ended, operation);
}

export function restoreFailed({ name, phase, errors, reasons }: EndedRestore, operation: string): Fault {
  const text = reasons.length === 0 ? `${errors} errors.` : reasons.join("\n");
  return new Fault("restore-failed", `Velero's restore ${name} ended as ${phase}.`, {
    reason: text,
    remedy: `Remove the cause, then restore again with \`holdfast operation resume ${operation}\`: it clears what came back only in part and begins anew.`,
    where: `Restore ${name}; \`velero restore logs ${name}\``,
  });
}

function goneRestore(namespace: string, name: string): Fault {
  return new Fault("restore-not-found", `Velero's Restore ${name} is gone while it was followed.`, {
    reason: "Somebody deleted it.",
    remedy: "Resume the operation: it makes a new one.",
    where: `Restore ${namespace}/${name}`,
  });
}
