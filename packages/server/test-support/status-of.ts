import { judgeRisk } from "@holdfast/domain";
import type { RiskFacts, StatusView } from "@holdfast/domain";
import type { StatusFollower } from "../src/reading/follow-status.ts";

export const judgedAt = Date.parse("2026-06-15T12:00:00Z");

function known<Value>(value: Value) {
  return { kind: "known", value } as const;
}

const at = "2026-06-15T10:00:00Z";

function member(part: "guestbook" | "console") {
  const name = `m-1-${part}`;
  return {
    name,
    part: part === "console" ? ({ kind: "console" } as const) : ({ kind: "application", slug: part } as const),
    stage: "completed" as const,
    backup: {
      name,
      uid: name,
      labels: {},
      annotations: {},
      createdAt: at,
      startedAt: at,
      phase: "Completed",
      stage: "completed" as const,
      namespaces: [part],
      warnings: 0,
      errors: 0,
    },
  };
}

/** Two applications, of which one was never backed up; a full backup of two hours ago outside the cluster. */
export const sampleFacts: RiskFacts = {
  installation: known("abcde"),
  applications: known(
    ["guestbook", "notes"].map((slug) => ({ slug, title: slug, license: known({ kind: "allowed" as const }) })),
  ),
  sets: known([
    {
      name: "m-1",
      origin: "holdfast",
      scope: "full",
      state: "complete",
      createdAt: at,
      instance: "abcde",
      destination: "outside",
      members: [member("guestbook"), member("console")],
      warnings: 0,
      errors: 0,
      problems: [],
    },
  ]),
  destinations: known([
    { name: "outside", place: "outside", isCurrent: true, readOnly: false, reach: { kind: "available" } },
  ]),
  schedules: known([
    {
      name: "daily",
      scope: { kind: "instance" },
      next: ["2026-06-16T02:00:00Z"],
      missed: [{ slot: "2026-06-15T02:00:00Z", reason: "Holdfast did not run" }],
      missedRuns: 3,
    },
  ]),
  limits: known({ applications: [{ slug: "guestbook", atMost: "6h" }] }),
  kit: known("missing"),
  clockAheadSeconds: known(0),
  velero: known([]),
};

/** What a server would know of these facts. */
export function followerOf(facts: RiskFacts): StatusFollower {
  const status = (): StatusView => judgeRisk(facts, judgedAt);
  return {
    facts: () => facts,
    status,
    readAt: () => judgedAt,
    refresh: () => Promise.resolve(),
    ended: Promise.resolve(),
  };
}
