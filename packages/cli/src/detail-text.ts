import type { Reading, VolumeTransfer } from "@holdfast/operations";
import type { HookExecution, ResultEntry } from "@holdfast/velero";
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

export function hookLines(hook: HookExecution): readonly string[] {
  const { phase, namespace, pod, container, outcome, stdout, stderr } = hook;
  // Velero names the pod only in the log of a restore.
  const place = [
    pod === undefined ? undefined : [namespace, pod].filter((text) => text !== undefined).join("/"),
    container === undefined ? undefined : `container ${container}`,
  ].filter((text) => text !== undefined);
  const where = place.length === 0 ? "" : ` in ${place.join(", ")}`;
  const end = outcome.kind === "failed" ? `FAILED: ${outcome.error}` : outcome.kind;
  return [`${phase ?? "hook"} ${hook.hook}${where}: ${end}`, ...output("stdout", stdout), ...output("stderr", stderr)];
}

function output(name: string, text: string): readonly string[] {
  const lines = text.replaceAll(String.raw`\n`, "\n").trimEnd();
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
