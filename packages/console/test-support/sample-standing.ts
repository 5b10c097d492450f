import type { ChannelAnswer, RetentionPreviewView, ScheduleListView } from "@holdfast/api";

const hour = 3_600_000;
const day = 24 * hour;

/** One schedule that runs well, one whose time was missed, and one of Velero's own. */
export function sampleSchedules(now: number): ScheduleListView {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  const common = { timeZone: "Europe/Berlin", missedEarlier: 0, startWithinSeconds: 21_600, runWithinSeconds: 86_400 };
  return {
    items: [
      {
        ...common,
        name: "nightly",
        scope: { kind: "instance" },
        cron: "30 2 * * *",
        when: "every day at 02:30",
        next: [5, 29, 53, 77, 101].map((hours) => at(hours * hour)),
        lastRun: {
          slot: at(-19 * hour),
          set: "m-k3x9p-20261121070000-8fzt",
          outcome: { kind: "complete", at: at(-18.9 * hour) },
        },
        missed: [],
        state: { kind: "active" },
        createdAt: at(-40 * day),
      },
      {
        ...common,
        name: "notes-hourly",
        scope: { kind: "application", slug: "notes" },
        cron: "0 * * * *",
        when: "every hour",
        next: [],
        missed: [{ slot: at(-2 * hour), reason: "It did not begin within 6 h: Holdfast did not run." }],
        state: { kind: "paused", since: at(-1 * hour), reason: "Paused by admin in the console." },
        createdAt: at(-3 * day),
      },
    ],
    outside: [{ name: "weekly", namespace: "velero", cron: "0 3 * * 0", paused: false, lastBackup: at(-6 * day) }],
  };
}

export function sampleRetention(now: number): RetentionPreviewView {
  const at = (days: number) => new Date(now + days * day).toISOString();
  const dayOf = (days: number) => at(days).slice(0, 10);
  const sets = [
    { set: "m-k3x9p-20261121070000-8fzt", days: -0.2, why: "kept: the newest good one", alwaysKept: true },
    { set: "m-k3x9p-20261120070000-q1vd", days: -1.2, why: "kept for 30d", alwaysKept: false },
  ];
  const nights = Array.from({ length: 92 }, (_, index) => index + 1);
  return {
    policies: [
      {
        name: "instance",
        scope: { kind: "instance" },
        keeps: "for 30d, the last 5, weekly 8",
        timeZone: "Europe/Berlin",
        problems: [],
      },
    ],
    holds: [],
    sets: sets.map(({ set, days, why, alwaysKept }) => ({
      set,
      createdAt: at(days),
      parts: ["guestbook", "notes", "console"],
      verdict: "kept",
      why,
      alwaysKept,
    })),
    applied: true,
    from: at(0),
    until: at(92),
    timeZone: "Europe/Berlin",
    planned: nights.length,
    days: nights.map((night) => ({
      day: dayOf(night),
      made: [`s-k3x9p-nightly-${dayOf(night)}`],
      freed: night > 30 ? [{ set: `s-k3x9p-nightly-${dayOf(night - 30)}`, why: "older than 30d" }] : [],
      left: Math.min(night, 30) + 2,
    })),
  };
}

export function sampleChannels(now: number): readonly ChannelAnswer[] {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  return [
    {
      name: "chat",
      kind: "webhook",
      target: "https://chat.example.com",
      state: "failing",
      waiting: 2,
      lastSentAt: at(-5 * hour),
      lastFailure: { at: at(-60_000), reason: "it answered 503 Service Unavailable" },
    },
    {
      name: "mail",
      kind: "smtp",
      target: "ops@example.com by mail.example.com:587",
      events: ["backup-failed", "backup-missed"],
      state: "working",
      waiting: 0,
      lastSentAt: at(-2 * day),
      givenUp: 1,
    },
    {
      name: "watchdog",
      kind: "ping",
      target: "https://ping.example.com",
      state: "failing",
      waiting: 0,
      lastPing: { at: at(-90_000), failure: "no answer within 15 s" },
    },
  ];
}
