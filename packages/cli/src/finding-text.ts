import type { Finding } from "@holdfast/domain";

/** Causes, each with its evidence and what to do. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ code, cause, evidence, remedy, safeToIgnore, ignoring }) => [
    `diagnosis: ${cause} (${code})`,
    ...evidence.map((text) => `  seen: ${text.replaceAll("\n", "\n    ")}`),
    ...remedy.map((text) => `  do: ${text}`),
    `  safe to ignore: ${safeToIgnore}. ${ignoring}`,
  ]);
}
