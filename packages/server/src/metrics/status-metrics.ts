import { riskStates, statusLevels, valueOf } from "@holdfast/domain";
import type { Protection, RiskFacts, StatusView, SubjectStatus } from "@holdfast/domain";
import type { Registry } from "prom-client";
import type { StatusFollower } from "../reading/follow-status.ts";
import { addGauge } from "./gauge.ts";
import type { Sample } from "./gauge.ts";

/** What one scrape is answered with: judged once for all gauges, which are read one after the other. */
interface Judged {
  readonly facts: RiskFacts;
  readonly status: StatusView;
}

/** Adds everything that `holdfast status` says, as numbers. */
export function addStatusMetrics(registry: Registry, follower: StatusFollower): void {
  const judged = oncePerScrape(() => ({ facts: follower.facts(), status: follower.status() }));
  for (const { name, help, labels, samples } of gauges) {
    addGauge(registry, { name, help, labels, count: () => samples(judged()) });
  }
  addGauge(registry, {
    name: "holdfast_status_read_timestamp_seconds",
    help: "When the facts behind holdfast_status were last read from the cluster",
    labels: [],
    count: () => {
      const at = follower.readAt();
      return at === undefined ? [] : [[{}, at / 1000]];
    },
  });
}

/** All gauges of a registry are read in one turn of the event loop. */
function oncePerScrape(judge: () => Judged): () => Judged {
  let kept: Judged | undefined;
  return () => {
    if (kept === undefined) {
      kept = judge();
      setImmediate(() => (kept = undefined));
    }
    return kept;
  };
}

interface StatusGauge {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (judged: Judged) => readonly Sample[];
}

const subjectLabels = ["subject", "application"] as const;

const gauges: readonly StatusGauge[] = [
  {
    name: "holdfast_status",
    help: "1 for the level of the present answer to holdfast status, 0 for the others",
    labels: ["level"],
    samples: ({ status }) => statusLevels.map((level) => [{ level }, level === status.worst ? 1 : 0]),
  },
  {
    name: "holdfast_protection_state",
    help: "1 for the present state of an application or of full backups (instance), against a mistake or the loss of the cluster",
    labels: [...subjectLabels, "loss", "state"],
    samples: ({ status }) =>
      protections(status).flatMap(({ of, protection }) =>
        riskStates.map((state): Sample => [{ ...of, state }, state === protection.state ? 1 : 0]),
      ),
  },
  {
    name: "holdfast_data_at_risk_seconds",
    help: "Age of the last good backup: what is younger would be lost. +Inf without one, absent when it is not known",
    labels: [...subjectLabels, "loss"],
    samples: ({ status }) =>
      protections(status).flatMap(({ of, protection }): readonly Sample[] => {
        if (protection.state === "unknown") return [];
        return [[of, protection.ageSeconds ?? Number.POSITIVE_INFINITY]];
      }),
  },
  {
    name: "holdfast_data_at_risk_limit_seconds",
    help: "How old the last good backup may become",
    labels: [...subjectLabels],
    samples: ({ status }) =>
      subjects(status).flatMap(({ of, subject }): readonly Sample[] =>
        subject.limitSeconds === undefined ? [] : [[of, subject.limitSeconds]],
      ),
  },
  {
    name: "holdfast_last_good_backup_timestamp_seconds",
    help: "When the last good backup was begun",
    labels: [...subjectLabels, "loss"],
    samples: ({ status }) =>
      protections(status).flatMap(({ of, protection: { lastGood } }): readonly Sample[] =>
        lastGood === undefined ? [] : [[of, seconds(lastGood.at)]],
      ),
  },
  {
    name: "holdfast_schedule_missed_runs",
    help: "Times of a schedule that came and made no backup, since it was made",
    labels: ["schedule"],
    samples: ({ facts }) =>
      (valueOf(facts.schedules) ?? []).map(({ name, missedRuns }) => [{ schedule: name }, missedRuns]),
  },
  {
    name: "holdfast_schedule_next_run_timestamp_seconds",
    help: "When a schedule makes its next backup; absent while it is paused",
    labels: ["schedule"],
    samples: ({ facts }) =>
      (valueOf(facts.schedules) ?? []).flatMap(({ name, next, paused }): readonly Sample[] => {
        const [first] = next;
        return first === undefined || paused !== undefined ? [] : [[{ schedule: name }, seconds(first)]];
      }),
  },
  {
    name: "holdfast_schedule_broken",
    help: "1 while a schedule makes no backups as it is: stuck, not taken up, or not readable",
    labels: ["schedule"],
    samples: ({ facts }) =>
      (valueOf(facts.schedules) ?? []).map(({ name, trouble }) => [{ schedule: name }, trouble === undefined ? 0 : 1]),
  },
  {
    name: "holdfast_schedule_paused",
    help: "1 while a schedule is paused by a person or by a license",
    labels: ["schedule"],
    samples: ({ facts }) =>
      (valueOf(facts.schedules) ?? []).map(({ name, paused }) => [{ schedule: name }, paused === undefined ? 0 : 1]),
  },
  {
    name: "holdfast_destination_available",
    help: "1 while the backups in a destination can be read; place is inside the cluster, outside, or unknown",
    labels: ["destination", "place"],
    samples: ({ facts }) =>
      (valueOf(facts.destinations) ?? []).map(({ name, place, reach }) => [
        { destination: name, place },
        reach.kind === "available" ? 1 : 0,
      ]),
  },
  {
    name: "holdfast_recovery_kit",
    help: "1 for what is known of the recovery kit",
    labels: ["state"],
    samples: ({ status }) =>
      (["exported", "outdated", "missing", "unknown"] as const).map((state) => [
        { state },
        state === status.kit ? 1 : 0,
      ]),
  },
  {
    name: "holdfast_clock_ahead_seconds",
    help: "How far this server's clock is ahead of the API server's; absent when it is not known",
    labels: [],
    samples: ({ facts: { clockAheadSeconds: ahead } }) => (ahead.kind === "known" ? [[{}, ahead.value]] : []),
  },
];

interface Subject {
  readonly of: Readonly<Record<string, string>>;
  readonly subject: SubjectStatus;
}

function subjects({ instance, applications }: StatusView): readonly Subject[] {
  return [
    ...(instance === undefined ? [] : [{ of: { subject: "instance", application: "" }, subject: instance }]),
    ...applications.map((subject) => ({ of: { subject: "application", application: subject.slug }, subject })),
  ];
}

function protections(status: StatusView) {
  return subjects(status).flatMap(({ of, subject }): readonly { of: Subject["of"]; protection: Protection }[] => [
    { of: { ...of, loss: "mistake" }, protection: subject },
    { of: { ...of, loss: "cluster" }, protection: subject.recovery },
  ]);
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
