import { describeVerdict } from "@holdfast/domain";
import type { Forecast, RetentionChange } from "@holdfast/domain";
import type { DeletionPlan, PolicyView, RetainedSet, RetentionPreview, RetentionView } from "@holdfast/operations";

/** What of the space in the store cannot be promised. */
export const spaceNote =
  "A deleted backup frees its place in the list at once. The disk space of its volumes comes back only when Velero maintains the repository: hourly as it is installed, and what is deleted is kept there for about a day more.";

const outsideNote =
  "Backups made outside Holdfast and safety snapshots are not among them: Velero deletes those at their own expiry, and any Velero that may write to the bucket does. Backups of other installations are left to these.";

export function policyLines({ policies, proposed, holds, rests, applied }: RetentionView): readonly string[] {
  const instance = policies.find(({ scope }) => scope.kind === "instance");
  const others = policies.filter((policy) => policy !== instance);
  return [
    ...(instance === undefined
      ? ["instance (full backups): no policy: everything is kept. Set one with `holdfast retention set`"]
      : policyText(instance)),
    ...others.flatMap(policyText),
    ...proposed.map(
      ({ slug, rules }) =>
        `${slug}: follows the instance's policy. Its vendor proposes --keep-for ${rules.keepForHours ?? 0}h`,
    ),
    ...holds.map(
      ({ set, by, at, reason, exists }) =>
        `held: ${set} by ${by} since ${at}${reason === undefined ? "" : `: ${reason}`}${exists ? "" : " (there is no such backup)"}`,
    ),
    "always kept, whatever the rules say: in each destination the newest good full backup, and the newest good one of each application and of the console",
    ...(rests === undefined ? [] : [`NOTHING IS DELETED NOW: ${rests}`]),
    ...(applied ? [] : ["NOBODY APPLIES THE RULES: Holdfast does not run in the cluster (`holdfast install`)."]),
  ];
}

function policyText({ scope, keeps, timeZone, revisions, problems }: PolicyView): readonly string[] {
  const name = scope.kind === "instance" ? "instance (full backups)" : `${scope.slug} (its partial backups)`;
  const earlier = revisions.slice(0, -1);
  return [
    `${name}: keeps ${keeps}, in ${timeZone}`,
    ...earlier.map(
      (revision, index) =>
        `  made before ${revisions[index + 1]?.from ?? ""}: keeps ${revision.keeps}, in ${revision.timeZone}`,
    ),
    ...(isForAll(revisions[0]?.from) ? [] : [`  made before ${revisions[0]?.from ?? ""}: everything is kept`]),
    ...problems.map((problem) => `  CANNOT BE FOLLOWED, so everything is kept: ${problem}`),
  ];
}

function isForAll(from: string | undefined): boolean {
  return Date.parse(from ?? "") === 0;
}

export function deletionText(plan: DeletionPlan): string {
  switch (plan.kind) {
    case "delete":
    case "retry":
      return "is deleted next";
    case "under-way":
      return `being deleted since ${plan.since}: holdfast operation show ${plan.operation}`;
    case "failed":
      return `NOT DELETED: ${plan.fault.message} ${plan.fault.reason ?? ""} Tried again after ${new Date(plan.retryAt).toISOString()}: holdfast operation show ${plan.operation}`;
    case "waits":
      return `waits: ${plan.reason}`;
  }
}

export function setLine({ set, verdict, why, deletion }: RetainedSet): string {
  const state = deletion === undefined ? "" : ` (${deletionText(deletion)})`;
  return `${verdict.padEnd(9)}  ${set}  ${why}${state}`;
}

export function changeLine({ set, effect, after }: RetentionChange): string {
  const words = {
    goes: "is deleted",
    stays: "stays, and would have been deleted",
    later: "is kept for longer",
    sooner: "is kept for a shorter time",
  };
  return `  ${set}: ${words[effect]}: ${describeVerdict(after)}`;
}

export function previewText(preview: RetentionPreview): string {
  const { calendar, planned, from, until, timeZone, sets } = preview;
  const assumed =
    planned === 0
      ? "No schedule makes backups in this time."
      : `It counts with the ${planned} backups that schedules make in this time, and takes them to be good.`;
  return [
    ...policyLines(preview),
    "",
    "Now:",
    ...(sets.length === 0 ? ["  there is no backup"] : sets.map((set) => `  ${setLine(set)}`)),
    "",
    `From ${from} to ${until}, days in ${timeZone}. ${assumed}`,
    ...calendarLines(calendar),
    `At the end there are ${calendar.left.length}: ${calendar.left.join(", ") || "none"}`,
    "",
    spaceNote,
    outsideNote,
  ].join("\n");
}

function calendarLines({ days }: Forecast): readonly string[] {
  if (days.length === 0) return ["  nothing comes and nothing goes"];
  return days.flatMap(({ day, made, freed, left }) => [
    `  ${day}: ${made.length === 0 ? "" : `+${made.length} `}${freed.length === 0 ? "" : `-${freed.length} `}then ${left}`,
    ...made.map((set) => `    + ${set}`),
    ...freed.map(({ set, why }) => `    - ${set}: ${why}`),
  ]);
}
