import { annotations, labels } from "../identifiers.ts";
import type { BackupSet, MemberBackup, MemberPart, SetMember } from "./backup-set.ts";
import { outsideSet } from "./outside-set.ts";
import { jsonNumbers, jsonTexts, jsonTextMap } from "./parse-annotation.ts";
import { setScopes } from "./set-facts.ts";
import type { SetScope } from "./set-facts.ts";
import { consoleMember, memberName } from "./set-names.ts";
import { setState } from "./set-state.ts";
import type { SetWork } from "./set-state.ts";

/** What this installation still does with a set, by set name. Sets that are not named are at rest. */
export type WorkOnSets = ReadonlyMap<string, Exclude<SetWork, "none">>;

/**
 * All sets among the given Velero Backups, newest first. Total: whatever their labels and annotations hold, every
 * Backup is in exactly one set; what cannot be read is named in `problems`.
 */
export function readSets(backups: readonly MemberBackup[], work: WorkOnSets): readonly BackupSet[] {
  const ours = new Map<string, MemberBackup[]>();
  const others: BackupSet[] = [];
  for (const backup of backups) {
    const setName = backup.annotations[annotations.setName] ?? backup.labels[labels.set];
    if (setName === undefined) others.push(outsideSet(backup));
    else ours.set(setName, [...(ours.get(setName) ?? []), backup]);
  }
  const sets = [...ours].map(([name, found]) => readSet(name, found, work.get(name) ?? "none"));
  return [...sets, ...others].sort(
    (one, other) => compare(other.createdAt, one.createdAt) || compare(one.name, other.name),
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function readSet(name: string, found: readonly MemberBackup[], work: SetWork): BackupSet {
  const { members, problems } = readMembers(name, found);
  const stages = members.map((member) => member.stage);
  const state = setState(stages, work);
  const ends = found.flatMap((backup) => backup.endedAt ?? []).sort();
  const latest = ends.at(-1);
  return {
    name,
    origin: "holdfast",
    scope: readScope(found),
    state,
    members,
    createdAt: found.map((backup) => backup.createdAt).sort()[0] ?? "",
    ...(state === "running" || latest === undefined ? {} : { endedAt: latest }),
    ...(readScope(found) === "safety" ? firstText(found, "expiresAt", (backup) => backup.expiresAt) : {}),
    ...firstText(found, "destination", (backup) => backup.destination),
    ...firstText(found, "instance", (backup) => backup.labels[labels.instance]),
    ...firstText(found, "trigger", (backup) => backup.annotations[annotations.trigger]),
    ...firstText(found, "requestedBy", (backup) => backup.annotations[annotations.requestedBy]),
    ...firstText(found, "consoleVersion", (backup) => backup.annotations[annotations.consoleVersion]),
    ...firstText(found, "kubernetesVersion", (backup) => backup.annotations[annotations.kubernetesVersion]),
    ...readLeftOut(found),
    warnings: sum(found.map((backup) => backup.warnings)),
    errors: sum(found.map((backup) => backup.errors)),
    problems,
  };
}

interface ReadMembers {
  readonly members: readonly SetMember[];
  readonly problems: readonly string[];
}

/** The names come from the first member whose annotation can be read: each carries all of them. */
function readMembers(setName: string, found: readonly MemberBackup[]): ReadMembers {
  const problems = unreadable(found);
  const lists = distinct(found, annotations.members).flatMap((text) => jsonTexts(text) ?? []);
  const present = found.map((backup) => backup.name);
  const names = [...new Set([...lists, ...present])];
  const byName = new Map(found.map((backup) => [backup.name, backup]));
  const part = partReader(setName, found);
  const members = names.map((name): SetMember => {
    const backup = byName.get(name);
    return backup === undefined
      ? { name, part: part(name, undefined), stage: "absent" }
      : { name, part: part(name, backup), stage: backup.stage, backup };
  });
  return { members, problems };
}

/** Every member says the same of the whole set, so that a hundred members have one text to read. */
function distinct(found: readonly MemberBackup[], key: string): readonly (string | undefined)[] {
  return [...new Set(found.map((backup) => backup.annotations[key]))];
}

function unreadable(found: readonly MemberBackup[]): readonly string[] {
  const readers = {
    [annotations.members]: jsonTexts,
    [annotations.sequences]: jsonNumbers,
    [annotations.versions]: jsonTextMap,
  };
  const bad = Object.entries(readers).map(([key, read]) => {
    const texts = distinct(found, key).filter((text) => read(text) === undefined);
    return { key, texts: new Set(texts) };
  });
  return found.flatMap((backup) =>
    bad
      .filter(({ key, texts }) => texts.has(backup.annotations[key]))
      .map(({ key }) => `Backup ${backup.name}: annotation ${key} cannot be read`),
  );
}

function partReader(setName: string, found: readonly MemberBackup[]) {
  const sequences = new Map(
    distinct(found, annotations.sequences).flatMap((text) => Object.entries(jsonNumbers(text) ?? {})),
  );
  const versions = new Map(
    distinct(found, annotations.versions).flatMap((text) => Object.entries(jsonTextMap(text) ?? {})),
  );
  return (name: string, backup: MemberBackup | undefined): MemberPart => {
    if (name === memberName(setName, consoleMember)) return { kind: "console" };
    const slug =
      backup?.labels[labels.application] ?? (name.startsWith(`${setName}-`) ? name.slice(setName.length + 1) : "");
    if (slug === "") return { kind: "unknown" };
    const sequence = sequences.get(slug);
    const versionLabel = versions.get(slug);
    return {
      kind: "application",
      slug,
      ...(sequence === undefined ? {} : { sequence }),
      ...(versionLabel === undefined ? {} : { versionLabel }),
    };
  };
}

function readScope(found: readonly MemberBackup[]): SetScope | "unknown" {
  const texts = found.map((backup) => backup.labels[labels.scope]);
  return setScopes.find((scope) => texts.includes(scope)) ?? "unknown";
}

/** Every member says the same; the first that can be read is taken. */
function readLeftOut(found: readonly MemberBackup[]): Pick<BackupSet, "notIncluded"> {
  const texts = found.map((backup) => jsonTextMap(backup.annotations[annotations.notIncluded])).find(Boolean);
  if (texts === undefined) return {};
  return { notIncluded: Object.entries(texts).map(([part, reason]) => ({ part, reason })) };
}

function firstText<Key extends string>(
  found: readonly MemberBackup[],
  key: Key,
  read: (backup: MemberBackup) => string | undefined,
): { readonly [K in Key]?: string } {
  const text = found.map(read).find((one) => one !== undefined);
  return (text === undefined ? {} : { [key]: text }) as { readonly [K in Key]?: string };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
