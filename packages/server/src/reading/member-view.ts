import type { HookView, MemberView, ProblemView, TransferView } from "@holdfast/api";
import { missingOf } from "@holdfast/domain";
import type { HookOutcome, HookRun } from "@holdfast/domain";
import type { MemberDetail, Reading, VolumeTransfer } from "@holdfast/operations";
import type { ResultEntry, VolumeInfo } from "@holdfast/velero";
import { viewHeld } from "./held-view.ts";

/** One part of a set with all that is known of it. What could not be read is said, never shown as nothing. */
export function viewMember({
  member,
  transfers,
  volumes,
  held,
  hooks,
  warnings,
  errors,
  findings,
}: MemberDetail): MemberView {
  const { backup } = member;
  const unread = unreadOf({ volumes, hooks, warnings, errors });
  return {
    backup: member.name,
    part: member.part,
    phase: backup?.phase ?? "",
    stage: member.stage,
    ...(backup?.startedAt === undefined ? {} : { startedAt: backup.startedAt }),
    ...(backup?.endedAt === undefined ? {} : { endedAt: backup.endedAt }),
    ...(backup?.failure === undefined ? {} : { failure: backup.failure }),
    progress: {
      message: backup?.phase === undefined || backup.phase === "" ? "Waiting for Velero" : `Velero: ${backup.phase}`,
      ...(backup?.itemsDone === undefined ? {} : { itemsDone: backup.itemsDone }),
      ...(backup?.itemsTotal === undefined ? {} : { itemsTotal: backup.itemsTotal }),
      ...bytesOf(transfers),
    },
    volumes: knownVolumes({ transfers, volumes, held }),
    ...(volumes.kind === "unknown" && held.kind === "unknown" ? { volumesUnread: volumes.reason } : {}),
    hooks: valueOf(hooks).map(viewHook),
    warnings: valueOf(warnings).map(viewProblem),
    errors: valueOf(errors).map(viewProblem),
    findings,
    ...(unread === undefined ? {} : { unread }),
  };
}

export function valueOf<Item>(reading: Reading<readonly Item[]>): readonly Item[] {
  return reading.kind === "known" || reading.kind === "kept" ? reading.value : [];
}

/** One sentence for everything that could not be read for the same reason. */
export function unreadOf(readings: Readonly<Record<string, Reading<unknown>>>): string | undefined {
  const byReason = new Map<string, string[]>();
  for (const [name, reading] of Object.entries(readings)) {
    const reason = whyUnread(reading);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  const sentences = [...byReason].map(([reason, names]) => `${names.join(", ")}: ${reason}`);
  return sentences.length === 0 ? undefined : sentences.join("\n");
}

function whyUnread(reading: Reading<unknown>): string | undefined {
  switch (reading.kind) {
    case "unknown":
      return reading.reason;
    case "kept":
      return `as read at ${reading.readAt}; unknown since: ${reading.reason}`;
    case "known":
    case "not-yet":
      return undefined;
  }
}

function bytesOf(transfers: readonly VolumeTransfer[]): { readonly bytesDone?: number; readonly bytesTotal?: number } {
  const total = transfers.reduce((sum, transfer) => sum + (transfer.bytesTotal ?? 0), 0);
  const done = transfers.reduce((sum, transfer) => sum + (transfer.bytesDone ?? 0), 0);
  return total === 0 ? {} : { bytesDone: done, bytesTotal: total };
}

/** Velero's own list; when that cannot be read, what was kept of it when the backup had ended. */
function knownVolumes({
  transfers,
  volumes,
  held,
}: Pick<MemberDetail, "transfers" | "volumes" | "held">): readonly TransferView[] {
  if (volumes.kind !== "unknown" || transfers.length > 0) return volumesOf(transfers, valueOf(volumes));
  return valueOf(held).map(viewHeld);
}

/** The live objects know pods and bytes, Velero's own list knows claims and what was left out; both together say all. */
function volumesOf(transfers: readonly VolumeTransfer[], infos: readonly VolumeInfo[]): readonly TransferView[] {
  const live = transfers.map((transfer): TransferView => {
    const info = infos.find((one) => isOf(one, transfer));
    return { ...transfer, ...(info?.pvcName === undefined ? {} : { claim: info.pvcName }), method: "file-system" };
  });
  const others = infos.filter((info) => !transfers.some((transfer) => isOf(info, transfer)));
  return [...live, ...others.map(viewInfo)];
}

function isOf({ podVolume }: VolumeInfo, { namespace, pod, volume }: VolumeTransfer): boolean {
  return podVolume?.podNamespace === namespace && podVolume.podName === pod && podVolume.volumeName === volume;
}

function viewInfo(info: VolumeInfo): TransferView {
  const { outcome, podVolume, size } = info;
  return {
    namespace: podVolume?.podNamespace ?? info.pvcNamespace ?? "",
    volume: podVolume?.volumeName ?? info.pvName ?? info.pvcName ?? "",
    stage: stageOf(outcome),
    ...(podVolume === undefined ? {} : { pod: podVolume.podName }),
    ...(info.pvcName === undefined ? {} : { claim: info.pvcName }),
    ...(info.method === undefined ? {} : { method: info.method }),
    ...(size === undefined ? {} : { bytesDone: size, bytesTotal: size }),
    ...(outcome.kind === "skipped" ? { message: outcome.reason } : {}),
  };
}

function stageOf(outcome: VolumeInfo["outcome"]): TransferView["stage"] {
  switch (outcome.kind) {
    case "succeeded":
      return "completed";
    case "failed":
      return "failed";
    case "skipped":
      return "skipped";
    case "unknown":
      return "unknown";
  }
}

export function viewHook(hook: HookRun): HookView {
  const { outcome, output, place } = hook;
  return {
    when: hook.kind === "pre" ? "before" : "after",
    ...(place.kind === "pod" ? { namespace: place.namespace, pod: place.pod } : {}),
    ...(hook.container === undefined ? {} : { container: hook.container }),
    name: hook.name,
    command: hook.command === undefined ? [] : [hook.command.replace(/^\[(.*)\]$/s, "$1")],
    outcome: outcome.kind === "unfinished" ? "unknown" : outcome.kind,
    ...(outcome.kind === "failed" && outcome.exitCode !== undefined ? { exitCode: outcome.exitCode } : {}),
    ...(outcome.kind === "succeeded" ? { exitCode: 0 } : {}),
    ...(hook.startedAt === undefined ? {} : { startedAt: hook.startedAt }),
    ...(hook.endedAt === undefined ? {} : { endedAt: hook.endedAt }),
    stdout: output.kind === "known" ? output.stdout : output.kind === "merged" ? output.text : "",
    stderr: output.kind === "known" ? output.stderr : "",
    ...messageOf(outcome),
    missing: [...placeMissing(hook), ...missingOf(hook)],
  };
}

/** A person wants one pod; of several nobody knows in which it ran. */
function placeMissing({ place }: HookRun): readonly string[] {
  if (place.kind !== "one-of") return [];
  return [`pod: one of ${place.pods.map(({ namespace, pod }) => `${namespace}/${pod}`).join(", ")}`];
}

function messageOf(outcome: HookOutcome): { readonly message?: string } {
  switch (outcome.kind) {
    case "failed":
    case "timed-out":
      return { message: outcome.error };
    case "not-run":
      return { message: outcome.reason };
    case "succeeded":
    case "unfinished":
      return {};
  }
}

export function viewProblem({ scope, message }: ResultEntry): ProblemView {
  return scope.kind === "namespace" ? { namespace: scope.name, message } : { message };
}
