import { showBackupSet } from "@holdfast/operations";
import type { BackupSetDetail, MemberDetail } from "@holdfast/operations";
import type { VolumeInfo } from "@holdfast/velero";
import { partName, viewSet } from "./backup-outcome.ts";
import type { CommandSpec } from "./command.ts";
import { hookLines, readingLines, resultLine, transferLine } from "./detail-text.ts";
import { formatBytes } from "./progress-line.ts";

const command: CommandSpec = {
  summary: "Show a backup: parts, volumes, hooks with their output, warnings and errors",
  help: "What lies in the destination and cannot be read is shown as UNKNOWN with the reason, never as an empty list.",
  arguments: [["<name>", "name of the backup, or of one of its Velero Backups"]],
  async run(cli, input) {
    const detail = await showBackupSet(await cli.context(), String(input.args[0]));
    cli.output.result({ ...viewSet(detail.set), details: detail.members.map(viewDetail) }, () => describe(detail));
  },
};

function viewDetail({ member, transfers, volumes, hooks, warnings, errors }: MemberDetail) {
  return { name: member.name, transfers, volumes, hooks, warnings, errors };
}

function describe({ set, members }: BackupSetDetail): string {
  return [
    `Backup ${set.name}: ${set.state}`,
    `  made: ${set.createdAt}${set.endedAt === undefined ? "" : ` to ${set.endedAt}`}${set.requestedBy === undefined ? "" : ` by ${set.requestedBy}`}`,
    `  kind: ${set.origin === "holdfast" ? set.scope : `made ${set.origin === "kots" ? "by KOTS" : "outside Holdfast"}`}`,
    `  destination: ${set.destination ?? "unknown"}`,
    ...(set.expiresAt === undefined ? [] : [`  expires: ${set.expiresAt} (Velero's own expiry)`]),
    ...set.problems.map((problem) => `  problem: ${problem}`),
    ...members.flatMap(describeMember),
    ...(set.notIncluded ?? []).map(({ part, reason }) => `  ${part}: NOT INCLUDED. ${reason}`),
  ].join("\n");
}

function describeMember({ member, transfers, volumes, hooks, warnings, errors }: MemberDetail): readonly string[] {
  const { part, backup } = member;
  const version = part.kind === "application" && part.versionLabel !== undefined ? ` ${part.versionLabel}` : "";
  const live = transfers.length > 0 && volumes.kind !== "known";
  return [
    `  ${partName(part)}${version}: ${backup === undefined ? "ABSENT" : backup.phase || "New"} (${member.name})`,
    ...(backup?.itemsTotal === undefined ? [] : [`    items: ${backup.itemsDone ?? 0} of ${backup.itemsTotal}`]),
    ...(backup?.failure === undefined ? [] : [`    failure: ${backup.failure}`]),
    ...(live ? ["    volumes now:", ...transfers.map((transfer) => `      ${transferLine(transfer)}`)] : []),
    ...readingLines("volumes", volumes, volumeLine),
    ...readingLines("hooks", hooks, hookLines),
    ...readingLines("warnings", warnings, resultLine),
    ...readingLines("errors", errors, resultLine),
  ];
}

function volumeLine({ pvcNamespace, pvcName, podVolume, method, outcome, size }: VolumeInfo): string {
  const name =
    pvcName === undefined
      ? `${podVolume?.podNamespace ?? ""}/${podVolume?.podName ?? ""} ${podVolume?.volumeName ?? ""}`
      : `${pvcNamespace ?? ""}/${pvcName}`;
  const bytes = size === undefined ? "" : `, ${formatBytes(size)}`;
  return `${name}: ${outcome.kind}${method === undefined ? "" : ` by ${method}`}${bytes}${outcome.kind === "skipped" ? `: ${outcome.reason}` : ""}`;
}

export default command;
