import type { BackupSet, SetMember } from "../src/backup-set/backup-set.ts";
import type { MemberStage } from "../src/backup-set/set-state.ts";
import { setState } from "../src/backup-set/set-state.ts";
import { annotations } from "../src/identifiers.ts";
import type { ApplicationFact, DestinationFact, Known, RiskFacts } from "../src/risk/risk-facts.ts";

/** The moment at which risk is judged in tests. */
export const judgedAt = Date.parse("2026-06-15T12:00:00Z");
export const hour = 3_600_000;
export const installation = "abcdefghij";

export function known<Value>(value: Value): Known<Value> {
  return { kind: "known", value };
}

export const outside: DestinationFact = {
  name: "outside",
  place: "outside",
  isCurrent: true,
  readOnly: false,
  reach: { kind: "available" },
};
export const inside: DestinationFact = { ...outside, name: "inside", place: "inside", isCurrent: false };

export function application(slug: string): ApplicationFact {
  return { slug, title: slug, license: known({ kind: "allowed" }) };
}

export interface SetWish {
  readonly name: string;
  readonly hoursAgo: number;
  readonly scope?: BackupSet["scope"];
  readonly destination?: string;
  /** By part: a slug or "console". */
  readonly stages?: Readonly<Record<string, MemberStage>>;
  readonly instance?: string;
  readonly origin?: BackupSet["origin"];
  readonly coverage?: string;
}

/** A set of this installation; full and good unless it is wished otherwise. */
export function aSet(wish: SetWish): BackupSet {
  const { name, hoursAgo, stages = { guestbook: "completed", console: "completed" } } = wish;
  const at = new Date(judgedAt - hoursAgo * hour).toISOString();
  const members = Object.entries(stages).map(([part, stage]) => memberOf(wish, { part, stage, at }));
  return {
    name,
    origin: wish.origin ?? "holdfast",
    scope: wish.scope ?? "full",
    state: setState(Object.values(stages), "none"),
    members,
    createdAt: at,
    destination: wish.destination ?? "outside",
    instance: wish.instance ?? installation,
    notIncluded: [],
    warnings: 0,
    errors: 0,
    problems: [],
  };
}

interface Part {
  readonly part: string;
  readonly stage: MemberStage;
  readonly at: string;
}

function memberOf({ name, coverage }: SetWish, { part, stage, at }: Part): SetMember {
  const member = {
    name: `${name}-${part}`,
    part: part === "console" ? ({ kind: "console" } as const) : ({ kind: "application", slug: part } as const),
  };
  if (stage === "absent") return { ...member, stage };
  const noted = coverage === undefined ? {} : { [annotations.coverage]: coverage };
  const backup = { name: member.name, uid: member.name, labels: {}, annotations: noted, createdAt: at, startedAt: at };
  const outcome = { phase: stage, stage, namespaces: [part], warnings: 0, errors: 0 };
  return { ...member, stage, backup: { ...backup, ...outcome } };
}

/** All is well: one application with a full backup of an hour ago outside the cluster, and a kit. */
export function riskFacts(change: Partial<RiskFacts> = {}): RiskFacts {
  return {
    installation: known(installation),
    applications: known([application("guestbook")]),
    sets: known([aSet({ name: "m-1", hoursAgo: 1 })]),
    destinations: known([outside, inside]),
    schedules: known([]),
    limits: known({}),
    kit: known("exported"),
    clockAheadSeconds: known(0),
    velero: known([]),
    ...change,
  };
}
