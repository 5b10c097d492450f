import type { ChangedObject, ClaimChange, FieldChange, ObjectReference } from "@holdfast/domain";
import type { ApplicationPreview } from "@holdfast/operations";
import { formatBytes } from "./progress-line.ts";

export interface PlanTextOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly details: boolean;
}

const shownNames = 10;

export function applicationPlanLines(application: ApplicationPreview, { details }: PlanTextOptions): readonly string[] {
  const { slug, plan, changes } = application;
  const { added, changed, unchanged, lost, reapplied, claims } = changes;
  const keeps = plan.keeps;
  const names = <One>(title: string, objects: readonly One[], line: (one: One) => string): readonly string[] =>
    section(title, objects.map(line), details);
  return [
    `${slug} ${versionText(application)}, in ${plan.namespaces.join(", ")}`,
    `  Objects  ${countsText(application)}`,
    `  Volumes  ${volumesText(application)}`,
    ...recordLines(application),
    ...names(
      "Volumes that are wiped",
      claims.filter(({ change }) => change === "wiped"),
      claimLine,
    ),
    ...names(
      "Volumes that come back",
      claims.filter(({ change }) => change === "returns"),
      claimLine,
    ),
    ...names(
      "Volumes that come back EMPTY",
      claims.filter(({ change }) => change === "returns-empty"),
      claimLine,
    ),
    ...names("Deleted, and not in the backup or not restored", lost, (one) => `${nameOf(one)}: ${one.reason}`),
    ...names("Stay as they are", keeps, (one) => `${nameOf(one)}: ${one.reason}`),
    ...names("Changed", changed, (one) => changedLine(one, details)),
    ...names("Added", added, nameOf),
    ...(details ? names("Made anew as they are", unchanged, nameOf) : []),
    ...(details ? names("Applied again from the release", reapplied, nameOf) : []),
  ];
}

function versionText({ installed, backedUpAt }: ApplicationPreview): string {
  const { now, backup } = installed.version;
  const then = `${backup.versionLabel} (sequence ${backup.sequence})`;
  if (now === undefined) return `${then}, not installed now, as it was at ${backedUpAt}`;
  if (now.sequence === backup.sequence) return `${then} as it was at ${backedUpAt}`;
  return `${now.versionLabel} (sequence ${now.sequence}) → ${then} as it was at ${backedUpAt}`;
}

function countsText({ plan, changes }: ApplicationPreview): string {
  const { added, changed, unchanged, lost, reapplied } = changes;
  return [
    `${added.length} added`,
    `${changed.length} changed`,
    `${unchanged.length} made anew as they are`,
    `${lost.length} deleted for good`,
    `${plan.keeps.filter(({ kind }) => kind !== "PersistentVolumeClaim").length} kept`,
    `${reapplied.length} cluster-wide applied again`,
  ].join(", ");
}

function volumesText({ plan, changes }: ApplicationPreview): string {
  const count = (change: ClaimChange["change"]): number =>
    changes.claims.filter((claim) => claim.change === change).length;
  const kept = plan.keeps.filter(({ kind }) => kind === "PersistentVolumeClaim").length;
  const parts = [
    [count("wiped"), "wiped and filled from the backup"],
    [count("returns"), "come back with their data"],
    [count("returns-empty"), "come back EMPTY"],
    [kept, "kept as they are"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return said.length === 0 ? "none" : said.join(", ");
}

function recordLines({ installed }: ApplicationPreview): readonly string[] {
  const { config, license, version } = installed;
  if (version.now === undefined)
    return [`  License  ${license.backup === undefined ? "none" : `issue ${license.backup.issue} from the backup`}`];
  const changes = config.length === 0 ? "the same" : `changes: ${config.join(", ")}`;
  return [`  Config   ${changes}`, `  License  ${licenseText(license)}`];
}

function licenseText({ now, backup, afterwards }: ApplicationPreview["installed"]["license"]): string {
  switch (afterwards) {
    case "none":
      return "none";
    case "now":
      return `issue ${now?.issue ?? "?"} stays${backup === undefined ? "" : ` (the backup has issue ${backup.issue})`}`;
    case "backup":
      return `issue ${backup?.issue ?? "?"} from the backup${now === undefined ? "" : ` (issue ${now.issue} now)`}`;
  }
}

function section(title: string, lines: readonly string[], details: boolean): readonly string[] {
  if (lines.length === 0) return [];
  const shown = details ? lines : lines.slice(0, shownNames);
  const more = lines.length - shown.length;
  return [
    `  ${title}:`,
    ...shown.map((line) => `    ${line}`),
    ...(more > 0 ? [`    and ${more} more (--details)`] : []),
  ];
}

function claimLine({ namespace = "", name, sizeBytes, requested }: ClaimChange): string {
  const facts = [
    ...(sizeBytes === undefined ? [] : [`${formatBytes(sizeBytes)} in the backup`]),
    ...(requested === undefined ? [] : [`asks for ${requested}`]),
  ];
  return `${namespace}/${name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

const shownFields = 3;

function changedLine(changed: ChangedObject, details: boolean): string {
  const { fields } = changed;
  const shown = details ? fields : fields.slice(0, shownFields);
  const more = fields.length > shown.length ? `, and ${fields.length - shown.length} more` : "";
  const what = changed.kind === "Secret" ? "changed" : `${shown.map(fieldText).join(", ")}${more}`;
  return `${nameOf(changed)}: ${what}`;
}

function fieldText({ path, now, backup }: FieldChange): string {
  return now === undefined && backup === undefined ? path : `${path} ${now ?? "unset"} → ${backup ?? "unset"}`;
}

function nameOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
