import { notComparedReasons } from "@holdfast/domain";
import type { RestoreReport } from "@holdfast/domain";
import type { RestoreView } from "@holdfast/operations";
import { formatBytes } from "./progress-line.ts";

/** What was compared after a restore, and what is missing. */
export function reportLines({ ready, informers, objects, volumes }: RestoreReport): readonly string[] {
  const left = objects.notCompared.map(({ because, count }) => `${count} ${notComparedReasons[because]}`).join("; ");
  return [
    `verified: ${ready} workloads and informed objects Ready`,
    ...informers.map(({ name, state }) => `  ${name}: ${state}`),
    `  ${objects.present} of ${objects.expected} objects of the backup are there${left === "" ? "" : ` (not compared: ${left})`}`,
    ...objects.short.map(({ kind, expected, present }) => `    ${kind}: ${present} of ${expected}`),
    ...objects.missing.map((name) => `    missing: ${name}`),
    ...more(objects.expected - objects.present, objects.missing.length),
    `  ${volumes.filled} of ${volumes.expected} volumes filled, ${formatBytes(volumes.bytes)}`,
    ...volumes.problems.map((problem) => `    ${problem}`),
    ...volumes.unbound.map((name) => `    claim without a volume: ${name}`),
  ];
}

function more(missing: number, named: number): readonly string[] {
  return missing > named ? [`    and ${missing - named} more`] : [];
}

/** Velero leaves an init container in the pods whose volumes it filled. */
export function waitingLines(reading: RestoreView["waitingPods"]): readonly string[] {
  switch (reading.kind) {
    case "not-yet":
      return [];
    case "unknown":
      return [`  pods with Velero's init container restore-wait: unknown, ${reading.reason}`];
    case "known":
    case "kept":
      return waitingPodLines(reading.value);
  }
}

type Waiting = Extract<RestoreView["waitingPods"], { readonly kind: "known" }>["value"];

function waitingPodLines(pods: Waiting): readonly string[] {
  if (pods.length === 0) return [];
  const names = (chosen: Waiting): string => chosen.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");
  const harmless = pods.filter(({ wouldWait }) => !wouldWait);
  const harmful = pods.filter(({ wouldWait }) => wouldWait);
  return [
    ...(harmless.length === 0
      ? []
      : [
          `  ${names(harmless)}: with Velero's init container restore-wait, and an empty directory .velero in the volumes. Both do no harm; the container goes when the pod is made anew.`,
        ]),
    ...harmful.map(({ namespace, name, isReplaceable }) =>
      isReplaceable
        ? `  ${namespace}/${name}: after a restart of its node Velero's init container restore-wait would wait for ever. When it suits: kubectl -n ${namespace} delete pod ${name} (its workload makes it anew, without that container).`
        : `  ${namespace}/${name}: after a restart of its node Velero's init container restore-wait would wait for ever, and no workload makes the pod anew: make it again yourself when it suits.`,
    ),
  ];
}
