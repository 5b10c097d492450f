import type { NotificationFacts } from "./facts.ts";
import { findBackups, findDeletions } from "./find-backups.ts";
import { findLicenses } from "./find-licenses.ts";
import { findDestinations, findLimits, findMissed } from "./find-protection.ts";
import { findRestores } from "./find-restores.ts";
import type { Findings, KeyFamily } from "./finding.ts";

/** Everything that could be told, told before or not. */
export function findAll(facts: NotificationFacts): Findings {
  const { risk, status, operations, licenses } = facts;
  const sources: readonly (readonly [{ readonly kind: string }, readonly KeyFamily[]])[] = [
    [risk.sets, ["backup"]],
    [risk.installation, ["backup"]],
    [risk.destinations, ["destination"]],
    [risk.schedules, ["missed"]],
    [status, ["limit"]],
    [operations, ["backup", "restore", "deletion"]],
    [licenses, ["license"]],
  ];
  return {
    findings: [
      ...findBackups(facts),
      ...findMissed(facts),
      ...findLimits(facts),
      ...findDestinations(facts),
      ...findLicenses(facts),
      ...findRestores(facts),
      ...findDeletions(facts),
    ],
    unread: [...new Set(sources.flatMap(([source, families]) => (source.kind === "unknown" ? families : [])))],
  };
}
