import type { Coverage, CoverageFinding, CoverageLevel } from "@holdfast/domain";
import { formatBytes } from "./progress-line.ts";

const words = {
  serious: "NOT COVERED",
  warning: "Look at this",
  note: "Left out",
} as const satisfies Record<CoverageLevel, string>;

export function findingLine({
  level,
  subject,
  message,
}: Pick<CoverageFinding, "level" | "subject" | "message">): string {
  return `${words[level]}: ${subject}: ${message}`;
}

/** What a person has to know before a backup: notes are left out. */
export function findingLines(findings: readonly CoverageFinding[]): readonly string[] {
  return findings
    .filter(({ level }) => level !== "note")
    .map((finding) => `${findingLine(finding)}${finding.remedy === undefined ? "" : `. ${finding.remedy}`}`);
}

/** One line for all volumes: how many are held, and how large they may be. */
export function volumesLine({ volumes }: Pick<Coverage, "volumes">): string {
  const held = volumes.filter((volume) => volume.held);
  const sum = (read: (volume: Coverage["volumes"][number]) => number | undefined) => {
    const known = held.flatMap((volume) => read(volume) ?? []);
    return known.length === 0 ? undefined : known.reduce((one, other) => one + other, 0);
  };
  const capacity = sum(({ capacityBytes }) => capacityBytes);
  const last = sum(({ lastBackupBytes }) => lastBackupBytes);
  return [
    `${held.length} of ${volumes.length} volumes would be in a backup`,
    ...(capacity === undefined ? [] : [`they may hold up to ${formatBytes(capacity)}`]),
    ...(last === undefined ? [] : [`the last backup held ${formatBytes(last)}`]),
  ].join("; ");
}

/** Every volume, and every finding with what to do about it. */
export function coverageLines({ volumes, findings }: Coverage): readonly string[] {
  return [
    ...volumes.map(volumeLine),
    ...findings.flatMap((finding) => [
      findingLine(finding),
      ...(finding.remedy === undefined ? [] : [`  ${finding.remedy}`]),
    ]),
  ];
}

function volumeLine({ namespace, name, held, capacityBytes, lastBackupBytes }: Coverage["volumes"][number]): string {
  return [
    `${namespace}/${name}: ${held ? "covered" : "not covered"}`,
    ...(capacityBytes === undefined ? [] : [`up to ${formatBytes(capacityBytes)}`]),
    ...(lastBackupBytes === undefined ? [] : [`last backup ${formatBytes(lastBackupBytes)}`]),
  ].join(", ");
}
