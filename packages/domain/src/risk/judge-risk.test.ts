import { describe, expect, it } from "vitest";
import { aSet, application, hour, inside, judgedAt, known, outside, riskFacts } from "../../test-support/risk-facts.ts";
import type { SetWish } from "../../test-support/risk-facts.ts";
import { judgeRisk } from "./judge-risk.ts";
import type { RiskFacts, ScheduleFact } from "./risk-facts.ts";
import type { StatusView } from "./status-view.ts";

function judge(change: Partial<RiskFacts> = {}): StatusView {
  return judgeRisk(riskFacts(change), judgedAt);
}

function withSets(...wishes: readonly SetWish[]): StatusView {
  return judge({ sets: known(wishes.map(aSet)) });
}

function guestbook(status: StatusView) {
  const found = status.applications.find(({ slug }) => slug === "guestbook");
  if (found === undefined) throw new Error("no guestbook");
  return found;
}

function codes(status: StatusView): readonly string[] {
  return status.problems.map(({ code }) => code);
}

const daily: ScheduleFact = {
  name: "daily",
  scope: { kind: "instance" },
  next: [new Date(judgedAt + 10 * hour).toISOString()],
  missed: [],
  missedRuns: 0,
};

function missedAt(hoursAgo: number): ScheduleFact {
  const slot = new Date(judgedAt - hoursAgo * hour).toISOString();
  return { ...daily, missed: [{ slot, reason: "Holdfast did not run" }] };
}

describe("what is safe", () => {
  it("is safe with a young full backup outside the cluster and a kit", () => {
    const status = judge({ schedules: known([daily]) });
    expect(status).toMatchObject({ worst: "safe", problems: [] });
    expect(status.sentence).toBe(
      "Safe: everything can be brought back, also into a new cluster; at most the last 1 h would be lost.",
    );
    expect(guestbook(status)).toMatchObject({
      state: "safe",
      lastGood: { set: "m-1", destination: "outside" },
      ageSeconds: 3600,
      brokenAt: "2026-06-16T11:00:00Z",
      limitSeconds: 86_400,
      limitOrigin: "default",
      onlyInside: false,
      nextRun: { schedule: "daily" },
      recovery: { state: "safe" },
    });
  });

  it("nothing is to be judged while no application is installed", () => {
    const status = judge({ applications: known([]), sets: known([]), kit: known("missing") });
    expect(status).toMatchObject({ worst: "nothing", applications: [], problems: [] });
    expect(status.instance).toBeUndefined();
  });

  it("data count from the begin of the backup, since what was written later is not in it", () => {
    const set = aSet({ name: "m-1", hoursAgo: 25 });
    const ended = { ...set, endedAt: new Date(judgedAt - hour).toISOString() };
    expect(guestbook(judge({ sets: known([ended]) })).state).toBe("broken");
  });
});

describe("backups that do not count", () => {
  it.each(["partially-failed", "failed", "deleting", "running", "waiting", "unknown", "absent"] as const)(
    "a part that is %s is no good backup",
    (stage) => {
      const status = withSets({ name: "m-1", hoursAgo: 1, stages: { guestbook: stage, console: "completed" } });
      expect(guestbook(status)).toMatchObject({ state: "never" });
      expect(status).toMatchObject({ worst: "never", instance: { state: "never" } });
      expect(status.sentence).toContain("Not safe: there is no good backup of guestbook");
    },
  );

  it("a set that is being deleted does not count, whatever its parts say", () => {
    const deleting = { ...aSet({ name: "m-1", hoursAgo: 1 }), state: "deleting" as const };
    expect(guestbook(judge({ sets: known([deleting]) })).state).toBe("never");
  });

  it("another application's failure leaves this one's part good, and the full backup not", () => {
    const stages = { guestbook: "completed", notes: "failed", console: "completed" } as const;
    const status = judge({
      applications: known([application("guestbook"), application("notes")]),
      sets: known([aSet({ name: "m-1", hoursAgo: 1, stages })]),
    });
    expect(guestbook(status)).toMatchObject({ state: "safe", recovery: { state: "safe" } });
    expect(status.applications[0]).toMatchObject({ slug: "notes", state: "never" });
    expect(status.instance).toMatchObject({ state: "never", reason: expect.stringContaining("notes is failed") });
  });

  it("a damaged set still takes back an application that is in it, and is not for a lost cluster", () => {
    const status = withSets({ name: "m-1", hoursAgo: 1, stages: { guestbook: "completed", console: "absent" } });
    expect(guestbook(status)).toMatchObject({ state: "safe", recovery: { state: "never", lacks: "full-backup" } });
    expect(status.instance?.state).toBe("never");
  });

  it("backups made outside Holdfast never count, and that is said", () => {
    const status = withSets({ name: "velero-daily", hoursAgo: 1, origin: "outside" });
    expect(status.worst).toBe("never");
    expect(status.problems).toContainEqual(
      expect.objectContaining({ code: "made-elsewhere", message: expect.stringContaining("1 backup made outside") }),
    );
  });

  it("backups of another installation, and safety snapshots, do not count", () => {
    const status = withSets(
      { name: "m-1", hoursAgo: 1, instance: "another" },
      { name: "x-1", hoursAgo: 1, scope: "safety" },
    );
    expect(status.worst).toBe("never");
    expect(codes(status)).toContain("made-elsewhere");
  });

  it("a backup that says it was begun in the future is named and not counted", () => {
    const status = withSets({ name: "m-1", hoursAgo: -2 });
    expect(status.worst).toBe("never");
    expect(codes(status)).toContain("clock-skew");
  });
});

describe("the loss of the cluster", () => {
  const internal = { name: "m-1", hoursAgo: 1, destination: "inside" };

  it("is not covered by backups in the cluster's own store, and the sentence says so", () => {
    const status = withSets(internal);
    expect(status.sentence).toBe(
      "Safe against mistakes, not against the loss of this cluster: all backups lie in the cluster's own store, which is lost with it.",
    );
    expect(status.worst).toBe("rollback-only");
    expect(guestbook(status)).toMatchObject({
      state: "safe",
      onlyInside: true,
      recovery: { state: "never", lacks: "copy-outside" },
    });
    expect(codes(status)).toContain("only-inside");
  });

  it.each([
    ["never", [internal, { ...internal, name: "m-2" }], ["guestbook", "notes"]],
    ["broken", [{ ...internal, hoursAgo: 30 }], ["guestbook"]],
    ["late", [internal, { name: "m-2", hoursAgo: 0.5, stages: { guestbook: "failed" } }], ["guestbook"]],
  ] as const)("is in the sentence too when the answer is %s", (worst, wishes, slugs) => {
    const sets = wishes.map((wish) => aSet(wish as SetWish));
    const status = judge({ applications: known(slugs.map(application)), sets: known(sets) });
    expect(status.worst).toBe(worst);
    expect(status.sentence).toContain("lie in the cluster's own store, which is lost with it");
  });

  it("is not covered by a full backup without its console", () => {
    const status = withSets({ name: "m-1", hoursAgo: 1, stages: { guestbook: "completed" } });
    expect(status.instance).toMatchObject({ state: "safe", recovery: { state: "never", lacks: "full-backup" } });
    expect(status.worst).toBe("rollback-only");
  });

  it("is covered as soon as a full backup lies outside", () => {
    const status = withSets(internal, { name: "m-2", hoursAgo: 2 });
    expect(status.worst).toBe("safe");
    expect(guestbook(status)).toMatchObject({ onlyInside: false, lastGood: { set: "m-1" } });
    expect(guestbook(status).recovery).toMatchObject({ state: "safe", lastGood: { set: "m-2" } });
  });

  it("is never covered by partial backups", () => {
    const status = withSets(
      { name: "m-1", hoursAgo: 1, scope: "partial", stages: { guestbook: "completed" } },
      internal,
    );
    expect(guestbook(status)).toMatchObject({ state: "safe", onlyInside: false });
    expect(guestbook(status).recovery).toMatchObject({ state: "never", lacks: "copy-outside" });
    expect(status.worst).toBe("rollback-only");
  });

  it("is not covered within the limit by an old copy outside", () => {
    const status = withSets(internal, { name: "m-2", hoursAgo: 100 });
    expect(status.worst).toBe("rollback-only");
    expect(guestbook(status).recovery.state).toBe("broken");
    expect(codes(status)).toContain("no-full-backup-outside");
  });

  it.each(["missing", "outdated"] as const)("is not covered while the recovery kit is %s", (kit) => {
    const status = judge({ kit: known(kit) });
    expect(status.worst).toBe("rollback-only");
    expect(status.sentence).toContain("recovery kit");
    expect(codes(status)).toContain("recovery-kit-missing");
  });

  it("is not said to be covered while it is not known whether there is a recovery kit", () => {
    const status = judge({ kit: { kind: "unknown", reason: "the Secret may not be read" } });
    expect(status.worst).toBe("rollback-only");
    expect(status.sentence).toContain("not known whether there is a recovery kit");
  });
});

describe("what is not known", () => {
  const away = {
    ...outside,
    reach: { kind: "unavailable", reason: "timeout", since: "2026-06-15T11:00:00Z" },
  } as const;

  it("is unknown when the newest backup lies where nothing can be read, since when and why (weak point 21)", () => {
    const status = judge({ destinations: known([away, inside]) });
    expect(status.worst).toBe("unknown");
    expect(status.sentence).not.toContain("own store");
    expect(guestbook(status)).toMatchObject({
      state: "unknown",
      unverified: { set: "m-1" },
      reason: "destination outside cannot be read (last read 2026-06-15T11:00:00Z): timeout",
    });
    expect(status.sentence).toContain("It is not known whether this is safe: destination outside cannot be read");
    expect(codes(status)).toContain("destination-unavailable");
  });

  it("a backup that can be read and is young enough decides without the one that cannot", () => {
    const sets = [aSet({ name: "m-1", hoursAgo: 1 }), aSet({ name: "m-2", hoursAgo: 3, destination: "inside" })];
    const status = judge({ destinations: known([away, inside]), sets: known(sets) });
    expect(guestbook(status)).toMatchObject({ state: "safe", lastGood: { set: "m-2" }, unverified: { set: "m-1" } });
  });

  it("a backup that would be too old is no reason to doubt", () => {
    const status = judge({ destinations: known([away]), sets: known([aSet({ name: "m-1", hoursAgo: 30 })]) });
    expect(guestbook(status).state).toBe("broken");
  });

  it.each([
    "sets",
    "installation",
    "destinations",
    "applications",
    "limits",
    "schedules",
    "clockAheadSeconds",
  ] as const)("nothing is said to be safe while the %s cannot be read, and the reason is named", (what) => {
    const status = judge({ [what]: { kind: "unknown", reason: "the right is missing" } });
    expect(status.worst).toBe("unknown");
    expect(status.sentence).toContain("the right is missing");
    expect(status.problems[0]).toMatchObject({ code: "not-readable" });
  });

  it("that backups lie only in the cluster's own store is said also while that cannot be read", () => {
    const reach = { kind: "unavailable", reason: "timeout" } as const;
    const sets = [aSet({ name: "m-1", hoursAgo: 1, destination: "inside" })];
    const status = judge({ destinations: known([{ ...inside, reach }]), sets: known(sets) });
    expect(status.worst).toBe("unknown");
    expect(status.sentence).toContain("lie in the cluster's own store");
  });

  it("a destination that is not connected any more leaves its backups unknown", () => {
    expect(guestbook(judge({ destinations: known([inside]) }))).toMatchObject({
      state: "unknown",
      reason: "destination outside is not connected any more",
    });
  });
});

describe("what did not happen", () => {
  it("is late when the newest backup failed, though an older one is young enough", () => {
    const status = withSets(
      { name: "m-2", hoursAgo: 1, stages: { guestbook: "partially-failed", console: "completed" } },
      { name: "m-1", hoursAgo: 2 },
    );
    expect(guestbook(status)).toMatchObject({ state: "late", lateBecause: "last-backup-failed" });
    expect(status.sentence).toMatch(/^Within the limits until 2026-06-16T10:00:00Z, but the next backup of/);
  });

  it("is late when a run was missed since the last good backup, and not for one before it", () => {
    expect(guestbook(judge({ schedules: known([missedAt(0.5)]) }))).toMatchObject({
      state: "late",
      lateBecause: "run-missed",
      reason: expect.stringContaining("Holdfast did not run"),
    });
    expect(guestbook(judge({ schedules: known([missedAt(5)]) })).state).toBe("safe");
  });

  it("is late when the last scheduled run failed before it made anything that is left", () => {
    const slot = new Date(judgedAt - hour / 2).toISOString();
    const failed = { ...daily, failedRun: { slot, reason: "the destination did not answer" } };
    expect(guestbook(judge({ schedules: known([failed]) }))).toMatchObject({
      state: "late",
      lateBecause: "last-backup-failed",
      reason: expect.stringContaining("did not succeed: the destination did not answer"),
    });
  });

  it("is named when no schedule will renew it before the limit is broken", () => {
    const limits = known({ applications: [{ slug: "guestbook", atMost: "2h" }] });
    const status = judge({ limits, schedules: known([daily]) });
    expect(status.problems).toEqual([
      expect.objectContaining({ code: "no-run-in-time", subject: { kind: "application", slug: "guestbook" } }),
    ]);
    expect(guestbook(status)).toMatchObject({ state: "safe", limitSeconds: 7200, limitOrigin: "own" });
  });

  it("is named when a schedule is paused or stuck, and its runs are not counted on", () => {
    const paused = { ...daily, paused: { reason: "the license ended", since: "2026-06-01T00:00:00Z" } };
    const stuck = { ...daily, name: "stuck", trouble: "its last backup does not end" };
    const status = judge({ schedules: known([paused, stuck]) });
    expect(codes(status)).toEqual(["schedule-broken", "schedule-paused", "no-run-in-time"]);
  });

  it("is named when the license allows no new backup", () => {
    const license = known({ kind: "refused", because: "expired", reason: "It expired." } as const);
    const status = judge({ applications: known([{ ...application("guestbook"), license }]) });
    expect(codes(status)).toContain("not-entitled");
  });
});

describe("what the backups hold", () => {
  it("an application that the last full backup left out is named with the reason", () => {
    const set = { ...aSet({ name: "m-1", hoursAgo: 1 }), notIncluded: [{ part: "notes", reason: "No kind: Backup." }] };
    const status = judge({
      applications: known([application("guestbook"), application("notes")]),
      sets: known([set]),
    });
    expect(status.problems).toContainEqual(
      expect.objectContaining({ code: "left-out", subject: { kind: "application", slug: "notes" } }),
    );
  });

  it("data that the last good backup does not hold are named", () => {
    const findings = [
      { code: "not-opted-in", level: "serious", subject: "guestbook/data", message: "is not opted in" },
    ];
    const coverage = JSON.stringify({ held: [], notHeld: ["guestbook/data"], findings, omitted: 0 });
    const status = withSets({ name: "m-1", hoursAgo: 1, coverage });
    expect(codes(status)).toContain("data-not-covered");
    expect(codes(status)).not.toContain("run-missed");
    expect(status).toMatchObject({ worst: "late", instance: { state: "late" } });
    expect(guestbook(status)).toMatchObject({
      state: "late",
      lateBecause: "data-not-covered",
      lastGood: { set: "m-1" },
      recovery: { state: "late" },
    });
    expect(status.sentence).toBe(
      "Within the limits until 2026-06-16T11:00:00Z, but not with all data of guestbook: backup m-1 does not hold all data: guestbook/data: is not opted in.",
    );
    expect(withSets({ name: "m-2", hoursAgo: 0.5 }, { name: "m-1", hoursAgo: 1, coverage }).worst).toBe("safe");
  });

  it("data that a backup left out with a mere note change nothing", () => {
    const findings = [{ code: "not-opted-in", level: "note", subject: "guestbook/cache", message: "is a cache" }];
    const coverage = JSON.stringify({ held: [], notHeld: ["guestbook/cache"], findings, omitted: 0 });
    expect(withSets({ name: "m-1", hoursAgo: 1, coverage }).worst).toBe("safe");
  });
});

describe("clocks", () => {
  it.each([-600, 600])("a skew of %i s is named", (seconds) => {
    expect(codes(judge({ clockAheadSeconds: known(seconds) }))).toContain("clock-skew");
  });

  it("the later of two clocks is believed", () => {
    const old = { sets: known([aSet({ name: "m-1", hoursAgo: 23 })]) };
    expect(guestbook(judge({ ...old, clockAheadSeconds: known(-2 * 3600) })).state).toBe("broken");
    expect(guestbook(judge({ ...old, clockAheadSeconds: known(2 * 3600) })).state).toBe("safe");
  });

  it("a second is no skew", () => {
    expect(codes(judge({ clockAheadSeconds: known(1) }))).not.toContain("clock-skew");
  });
});

it("an installation that never made a backup has none, whatever lies in the store", () => {
  const status = judge({ installation: known(undefined), sets: known([aSet({ name: "m-1", hoursAgo: 1 })]) });
  expect(status.worst).toBe("never");
});
