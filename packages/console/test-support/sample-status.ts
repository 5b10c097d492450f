import type { StatusAnswer } from "@holdfast/api";

const hour = 3_600_000;

/** One application that is safe against mistakes, one whose last snapshot is too old, one without any. */
export function sampleStatus(now: number): StatusAnswer {
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  const safe = { set: "m-k3x9p-20261121070000-8fzt", at: at(-3.2 * hour), destination: "internal" };
  const outside = { state: "never", reason: "there is no full backup outside the cluster" } as const;
  return {
    at: at(0),
    worst: "never",
    sentence: "Not safe: there is no good backup of silent; and what backups there are lie in the cluster's own store.",
    instance: {
      state: "safe",
      lastGood: safe,
      ageSeconds: 3.2 * 3600,
      brokenAt: at(20.8 * hour),
      limitSeconds: 86_400,
      onlyInside: true,
      recovery: outside,
      nextRun: { schedule: "nightly", at: at(5 * hour) },
    },
    applications: [
      {
        slug: "silent",
        title: "Silent",
        state: "never",
        reason: "no good backup of it is known",
        limitSeconds: 86_400,
        onlyInside: false,
        recovery: outside,
      },
      {
        slug: "notes",
        title: "Notes",
        state: "broken",
        lastGood: { ...safe, set: "m-k3x9p-20261119153000-tw5c", at: at(-43 * hour) },
        ageSeconds: 43 * 3600,
        brokenAt: at(-19 * hour),
        reason: "the last good backup is older than the limit",
        limitSeconds: 86_400,
        onlyInside: true,
        recovery: outside,
        nextRun: { schedule: "nightly", at: at(5 * hour) },
      },
      {
        slug: "guestbook",
        title: "Guestbook",
        state: "safe",
        lastGood: safe,
        ageSeconds: 3.2 * 3600,
        brokenAt: at(20.8 * hour),
        limitSeconds: 86_400,
        onlyInside: true,
        recovery: outside,
        nextRun: { schedule: "nightly", at: at(5 * hour) },
      },
    ],
    kit: "missing",
    problems,
  };
}

const problems: StatusAnswer["problems"] = [
  {
    code: "no-good-backup",
    subject: { kind: "application", slug: "silent" },
    message: "There is no good backup of silent.",
    remedy: "Ask the vendor for a release with a `kind: Backup` (velero.io/v1).",
  },
  {
    code: "limit-broken",
    subject: { kind: "application", slug: "notes" },
    message: "The last good backup of notes is 1 day 19 h old, the limit is 1 day.",
    remedy: "holdfast backup create --app notes",
  },
  {
    code: "only-inside",
    subject: { kind: "instance" },
    message: "All backups lie in the cluster's own store, which is lost with it.",
    remedy: "holdfast destination set s3 …",
  },
];
