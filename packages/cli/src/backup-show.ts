import { showBackupSet } from "@holdfast/operations";
import type { BackupSetDetail, HeldVolume, MemberDetail } from "@holdfast/operations";
import { kindText, partName, viewSet } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";
import { findingLine } from "./coverage-text.ts";
import { hookLines, readingLines, resultLine, transferLine } from "./detail-text.ts";
import { findingLines } from "./finding-text.ts";
import { formatBytes } from "./progress-line.ts";

const command: CommandSpec = {
  summary: "Show a backup: parts, which volumes it holds, hooks with their output, warnings and errors",
  help: "What lies in the destination and cannot be read is shown as UNKNOWN with the reason, never as an empty list.",
  arguments: [["<name>", "name of the backup, or of one of its Velero Backups"]],
  async run(cli, input) {
    const detail = await showBackupSet(await cli.context(), String(input.args[0]));
    cli.output.result({ ...viewSet(detail.set), details: detail.members.map(viewDetail) }, () => describe(detail));
  },
};

function viewDetail({ member, ...detail }: MemberDetail) {
  return { name: member.name, ...detail };
}

function describe({ set, members }: BackupSetDetail): string {
  return [
    `Backup ${set.name}: ${set.state}`,
    `  made: ${set.createdAt}${set.endedAt === undefined ? "" : ` to ${set.endedAt}`}${set.requestedBy === undefined ? "" : ` by ${set.requestedBy}`}`,
    `  kind: ${kindText(set)}`,
    `  destination: ${set.destination ?? "unknown"}`,
    ...(set.expiresAt === undefined ? [] : [`  expires: ${set.expiresAt} (Velero's own expiry)`]),
    ...set.problems.map((problem) => `  problem: ${problem}`),
    ...members.flatMap(describeMember),
    ...(set.notIncluded ?? []).map(({ part, reason }) => `  ${part}: NOT INCLUDED. ${reason}`),
  ].join("\n");
}

function describeMember(detail: MemberDetail): readonly string[] {
  const { member, transfers, volumes, hooks, warnings, errors } = detail;
  const { part, backup } = member;
  const version = part.kind === "application" && part.versionLabel !== undefined ? ` ${part.versionLabel}` : "";
  const live = transfers.length > 0 && volumes.kind !== "known";
  return [
    `  ${partName(part)}${version}: ${backup === undefined ? "ABSENT" : backup.phase || "New"} (${member.name})`,
    ...(backup?.itemsTotal === undefined ? [] : [`    items: ${backup.itemsDone ?? 0} of ${backup.itemsTotal}`]),
    ...(backup?.failure === undefined ? [] : [`    failure: ${backup.failure}`]),
    ...findingLines(detail.findings).map((text) => `    ${text}`),
    ...(live ? ["    volumes now:", ...transfers.map((transfer) => `      ${transferLine(transfer)}`)] : []),
    ...readingLines("volumes", detail.held, heldLine),
    ...findingsThen(detail),
    ...readingLines("hooks", hooks, hookLines),
    ...readingLines("warnings", warnings, resultLine),
    ...readingLines("errors", errors, resultLine),
  ];
}

function heldLine({ name, outcome, expected }: HeldVolume): string {
  switch (outcome.kind) {
    case "held":
      return `${name}: held${outcome.sizeBytes === undefined ? "" : `, ${formatBytes(outcome.sizeBytes)}`}`;
    case "empty":
      return `${name}: held; it was empty`;
    case "not-held":
      return `${name}: ${expected === true ? "MISSING, though it was to be in it" : "not held"}: ${outcome.reason}`;
  }
}

/** What was said before the backup, of things that are no volume of it. */
function findingsThen({ held, coverage }: MemberDetail): readonly string[] {
  if (coverage === undefined) return [];
  const shown = held.kind === "known" ? held.value.map(({ name }) => name) : [];
  const others = coverage.findings.filter(({ level, subject }) => level !== "note" && !shown.includes(subject));
  const omitted = coverage.omitted === 0 ? [] : [`      and ${coverage.omitted} more`];
  if (others.length === 0) return omitted;
  return ["    not covered when it was made:", ...others.map((finding) => `      ${findingLine(finding)}`), ...omitted];
}

export default command;
