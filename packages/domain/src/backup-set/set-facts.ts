import { annotations, labels } from "../identifiers.ts";
import { consoleMember, memberName } from "./set-names.ts";

export const setScopes = ["full", "partial", "safety"] as const;
/** full: the console and all applications; partial: one application; safety: before something dangerous. */
export type SetScope = (typeof setScopes)[number];

/** One application as it is while the set is made. */
export interface ApplicationFacts {
  readonly slug: string;
  readonly sequence: number;
  readonly versionLabel: string;
}

/** What every member of a set says about the whole set, from its creation on. */
export interface SetFacts {
  readonly name: string;
  readonly scope: SetScope;
  readonly instance: string;
  readonly applications: readonly ApplicationFacts[];
  /** The console is a member. */
  readonly console: boolean;
  readonly consoleVersion: string;
  readonly kubernetesVersion: string;
  readonly os: string;
  /** Of the nodes' operating system, e.g. debian and 12; absent when they do not say. */
  readonly osFamily?: string;
  readonly osVersion?: string;
  /** Absent: unknown. */
  readonly veleroVersion?: string;
  readonly architecture: string;
  readonly installMethod: string;
  /** manual, schedule, upgrade or safety. */
  readonly trigger: string;
  readonly requestedBy: string;
  /** What a full backup left out. */
  readonly notIncluded: readonly NotIncludedPart[];
}

/** A part that a full backup does not hold. */
export interface NotIncludedPart {
  /** A slug, or "console". */
  readonly part: string;
  readonly reason: string;
}

/** The Velero Backups of a set, in the order of their creation: the console's is the last. */
export function memberNames(facts: SetFacts): readonly string[] {
  const parts = facts.applications.map((application) => application.slug);
  return [...parts, ...(facts.console ? [consoleMember] : [])].map((part) => memberName(facts.name, part));
}

/** `part` is a slug or "console". */
export function memberLabels(facts: SetFacts, part: string): Readonly<Record<string, string>> {
  return {
    [labels.set]: facts.name,
    [labels.scope]: facts.scope,
    [labels.instance]: facts.instance,
    ...(part === consoleMember ? { [labels.partOf]: consoleMember } : { [labels.application]: part }),
  };
}

export function memberAnnotations(facts: SetFacts): Readonly<Record<string, string>> {
  const { applications } = facts;
  return {
    [annotations.setName]: facts.name,
    [annotations.members]: JSON.stringify(memberNames(facts)),
    [annotations.sequences]: JSON.stringify(
      Object.fromEntries(applications.map(({ slug, sequence }) => [slug, sequence])),
    ),
    [annotations.versions]: JSON.stringify(
      Object.fromEntries(applications.map(({ slug, versionLabel }) => [slug, versionLabel])),
    ),
    [annotations.notIncluded]: JSON.stringify(
      Object.fromEntries(facts.notIncluded.map(({ part, reason }) => [part, reason])),
    ),
    [annotations.consoleVersion]: facts.consoleVersion,
    [annotations.kubernetesVersion]: facts.kubernetesVersion,
    [annotations.os]: facts.os,
    ...(facts.osFamily === undefined ? {} : { [annotations.osFamily]: facts.osFamily }),
    ...(facts.osVersion === undefined ? {} : { [annotations.osVersion]: facts.osVersion }),
    ...(facts.veleroVersion === undefined ? {} : { [annotations.veleroVersion]: facts.veleroVersion }),
    [annotations.architecture]: facts.architecture,
    [annotations.installMethod]: facts.installMethod,
    [annotations.trigger]: facts.trigger,
    [annotations.requestedBy]: facts.requestedBy,
  };
}
