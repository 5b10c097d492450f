import { safetyDays, stoppingChecks } from "@holdfast/domain";
import type { Check } from "@holdfast/domain";
import type { RestorePreview } from "@holdfast/operations";
import { applicationPlanLines } from "./application-plan-text.ts";
import type { PlanTextOptions } from "./application-plan-text.ts";
import { formatSeconds } from "./progress-line.ts";

/** A first screen of counts, and the names that matter below it; with `details` every name. */
export function planText(preview: RestorePreview, options: PlanTextOptions): string {
  const { backup, applications, hash, console } = preview;
  const age = formatSeconds((options.now - Date.parse(backup.startedAt)) / 1000);
  const kind = backup.scope === "full" ? "full" : `${backup.scope}; not for disaster recovery`;
  return [
    `Backup ${backup.set} (${kind}), made at ${backup.startedAt}, ${age} ago`,
    `Plan   ${hash}`,
    "",
    ...checkLines(preview, options),
    ...applications.flatMap((application) => ["", ...applicationPlanLines(application, options)]),
    ...(console === undefined ? [] : ["", ...consoleLines(console)]),
    "",
    ...undoLines(preview),
    durationLine(preview),
  ].join("\n");
}

const order = ["refused", "needs-acceptance", "unknown", "warning", "passed"] as const;
const words = {
  refused: "REFUSED",
  "needs-acceptance": "TO ACCEPT",
  unknown: "unknown",
  warning: "warning",
  passed: "passed",
} as const satisfies Record<Check["result"], string>;

function checkLines({ checks, request }: RestorePreview, { details }: PlanTextOptions): readonly string[] {
  const counts = order
    .map((result) => [words[result], checks.filter((check) => check.result === result).length] as const)
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`);
  const shown = order.flatMap((result) => checks.filter((check) => check.result === result));
  const named = details ? shown : shown.filter(({ result }) => result !== "passed");
  const stopping = stoppingChecks(checks, request.accepted);
  return [
    `Checks: ${counts.join(", ")}`,
    ...named.flatMap((check) => checkLine(check, stopping.includes(check))),
    ...(stopping.length === 0 ? [] : ["Nothing is restored before these are solved."]),
  ];
}

export function checkLine({ code, subject, result, message, remedy }: Check, stops: boolean): readonly string[] {
  const accepted = result === "needs-acceptance" && !stops ? " (accepted)" : "";
  const way = result === "needs-acceptance" && stops ? ` (--accept ${code})` : "";
  const lines = [`  ${words[result]}${accepted}  ${subject}: ${message}${way}`];
  return remedy === undefined || result === "passed" ? lines : [...lines, `    ${remedy}`];
}

function consoleLines(console: NonNullable<RestorePreview["console"]>): readonly string[] {
  const { versions, records, deletions, namespace, image } = console;
  return [
    `The console, in ${namespace}: ${versions.now ?? "not there"} → ${versions.after} (the backup's: ${versions.backup})`,
    `  ${deletions.length} of its objects are deleted, ${records.length} records are written as the backup holds them`,
    `  Image ${image.name}`,
  ];
}

/** What a person loses for good. */
function undoLines({ safety, applications, backup }: RestorePreview): readonly string[] {
  if (applications.length === 0) return [];
  switch (safety.kind) {
    case "nothing-there":
      return ["Nothing of it is in the cluster now that could be lost."];
    case "taken":
      return [
        `First a safety snapshot of ${safety.applications.join(", ")} is taken; for ${safetyDays} days \`holdfast restore undo\` goes back to it.`,
        "What it does not hold is lost for good: data outside the volumes that are backed up.",
        ...(safety.without === undefined
          ? []
          : [
              `No snapshot is taken of ${safety.without.join(", ")}: what is there now is what the restore left half done, and is lost.`,
            ]),
      ];
    case "half-done":
      return ["No safety snapshot is taken: what is there now is what the restore left half done."];
    case "impossible":
      return [`No safety snapshot can be taken: ${safety.reason}. What is there now is lost.`];
    case "declined":
      return [
        `It cannot be undone: no safety snapshot is taken, and what was written since ${backup.startedAt} is lost.`,
      ];
  }
}

function durationLine({ expectedSeconds }: RestorePreview): string {
  return expectedSeconds === undefined
    ? "How long it takes is not known: nothing like it was restored here before."
    : `It takes about ${formatSeconds(expectedSeconds)}, going by earlier restores.`;
}
