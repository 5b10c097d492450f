import { hookSeconds, missingOf } from "@holdfast/domain";
import type { HookRun } from "@holdfast/domain";
import type { Reading, VolumeTransfer } from "@holdfast/operations";
import type { ResultEntry } from "@holdfast/velero";
import { formatBytes } from "./progress-line.ts";

/** Text of what was read from the destination. What could not be read is said to be unknown, with the reason. */
export function readingLines<Value>(
  title: string,
  reading: Reading<readonly Value[]>,
  line: (value: Value) => string | readonly string[],
): readonly string[] {
  switch (reading.kind) {
    case "not-yet":
      return [`    ${title}: known when it has ended`];
    case "unknown":
      return [`    ${title}: UNKNOWN: ${reading.reason}`];
    case "kept":
      return [
        `    ${title}: as they were read at ${reading.readAt}; UNKNOWN since: ${reading.reason}`,
        ...reading.value.flatMap(line).map((text) => `      ${text}`),
        ...(reading.value.length === 0 ? ["      none"] : []),
      ];
    case "known":
      if (reading.value.length === 0) return [`    ${title}: none`];
      return [`    ${title}:`, ...reading.value.flatMap(line).map((text) => `      ${text}`)];
  }
}

export function resultLine({ scope, message }: ResultEntry): string {
  switch (scope.kind) {
    case "velero":
      return message;
    case "cluster":
      return `cluster: ${message}`;
    case "namespace":
      return `${scope.name}: ${message}`;
  }
}

export function hookLines(hook: HookRun): readonly string[] {
  const { container, command, output } = hook;
  const seconds = hookSeconds(hook);
  const took = seconds === undefined ? "" : `, ${seconds} s`;
  const at = hook.startedAt === undefined ? "" : ` at ${hook.startedAt}`;
  const where = [placeText(hook.place), container === undefined ? "" : `container ${container}`].filter(Boolean);
  return [
    `${hook.kind} ${hook.name}${where.length === 0 ? "" : ` in ${where.join(", ")}`}${at}: ${outcomeText(hook)}${took}`,
    ...(command === undefined ? [] : [`  command: ${command}`]),
    ...(output.kind === "known"
      ? [...outputLines("stdout", output.stdout), ...outputLines("stderr", output.stderr)]
      : []),
    ...(output.kind === "merged" ? outputLines("output", output.text) : []),
    ...missingOf(hook).map((missing) => `  not known: ${missing}`),
  ];
}

function placeText(place: HookRun["place"]): string {
  switch (place.kind) {
    case "pod":
      return `${place.namespace}/${place.pod}`;
    case "one-of":
      return `one of ${place.pods.map(({ namespace, pod }) => `${namespace}/${pod}`).join(", ")}`;
    case "unknown":
      return "";
  }
}

function outcomeText({ outcome }: HookRun): string {
  switch (outcome.kind) {
    case "succeeded":
      return "succeeded, exit code 0";
    case "failed":
      return `FAILED: ${outcome.error}`;
    case "timed-out":
      return `TIMED OUT: ${outcome.error}`;
    case "not-run":
      return `NOT RUN: ${outcome.reason}`;
    case "unfinished":
      return "UNFINISHED";
  }
}

function outputLines(name: string, text: string): readonly string[] {
  const lines = text.trimEnd();
  return lines === "" ? [] : lines.split("\n").map((line) => `  ${name}: ${line}`);
}

export function transferLine({
  namespace,
  pod,
  volume,
  stage,
  bytesDone,
  bytesTotal,
  message,
}: VolumeTransfer): string {
  const size = bytesTotal === undefined ? "" : `, ${formatBytes(bytesDone ?? 0)} of ${formatBytes(bytesTotal)}`;
  return `${namespace}/${pod} ${volume}: ${stage}${size}${message === undefined || message === "" ? "" : `: ${message}`}`;
}
