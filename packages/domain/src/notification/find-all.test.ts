import { expect, test } from "vitest";
import { aSet, installation, judgedAt, known, outside } from "../../test-support/risk-facts.ts";
import type { ApplicationStatus, StatusView } from "../risk/status-view.ts";
import type { Channel } from "./channel.ts";
import type { LicenseFact, NotificationFacts, OperationFact } from "./facts.ts";
import { findAll } from "./find-all.ts";
import { judgePing } from "./ping.ts";
import { newOutbox } from "./outbox.ts";
import { takeNews } from "./take-news.ts";

const day = 86_400_000;
const at = new Date(judgedAt).toISOString();
const unknown = { kind: "unknown", reason: "the right is missing" } as const;

function status(change: Partial<StatusView> = {}): NotificationFacts["status"] {
  return known({ at, worst: "safe", sentence: "Safe.", applications: [], kit: "exported", problems: [], ...change });
}

function facts(
  change: Partial<Omit<NotificationFacts, "risk">> = {},
  risk: Partial<NotificationFacts["risk"]> = {},
): NotificationFacts {
  return {
    now: judgedAt,
    status: status(),
    operations: known([]),
    licenses: known([]),
    risk: {
      installation: known(installation),
      sets: known([]),
      destinations: known([outside]),
      schedules: known([]),
      ...risk,
    },
    ...change,
  };
}

function anApplication(change: Partial<ApplicationStatus>): ApplicationStatus {
  const recovery = { state: "safe" } as const;
  const subject = { slug: "notes", title: "Notes", state: "safe", limitSeconds: 7200, limitOrigin: "default" } as const;
  return { ...subject, onlyInside: false, recovery, ...change };
}

const hook: Channel = { name: "hook", instance: "", kind: "webhook", origin: "https://x", signed: false };

/** What whoever has heard everything until now is told. */
function told(given: NotificationFacts): readonly string[] {
  let ids = 0;
  const outbox = takeNews(newOutbox(judgedAt - day), {
    findings: findAll(given),
    channels: [hook],
    now: given.now,
    newId: () => String((ids += 1)),
  });
  return outbox.messages.map(({ event }) => event.title);
}

function operation(change: Partial<OperationFact>): OperationFact {
  const state = { stage: "running" } as const;
  return { id: "op", kind: "restore", subject: "notes", requestedBy: "anna", createdAt: at, state, ...change };
}
const fault = { code: "restore-failed", class: "failed", message: "It broke." } as const;
const failed = { stage: "failed", at, fault } as const;

test("when all is well, nobody is told and a ping is sent", () => {
  expect(told(facts())).toEqual([]);
  expect(judgePing(facts())).toEqual({ kind: "well" });
});

test("a backup that did not succeed as a whole is told, of this installation alone", () => {
  const bad = { guestbook: "failed", console: "completed" } as const;
  const sets = [
    aSet({ name: "m-1", hoursAgo: 1, stages: bad }),
    aSet({ name: "m-2", hoursAgo: 1 }),
    aSet({ name: "x-3", hoursAgo: 1, stages: bad, scope: "safety" }),
    aSet({ name: "m-4", hoursAgo: 1, stages: bad, instance: "another" }),
    aSet({ name: "m-5", hoursAgo: 1, stages: bad, origin: "outside" }),
  ];
  expect(told(facts({}, { sets: known(sets) }))).toEqual(["Backup m-1 did not succeed as a whole"]);
});

test("a backup that never began is told by its operation, and only once", () => {
  const operations = known([operation({ id: "m-1", kind: "backup", set: "m-1", state: failed })]);
  const sets = known([aSet({ name: "m-1", hoursAgo: 1, stages: { guestbook: "failed" } })]);
  expect(told(facts({ operations }, { sets }))).toEqual(["Backup m-1 failed"]);
});

test("restores, copies and claims are told at their start and at their end; deletions when they are stuck", () => {
  const done = { stage: "done", at, text: "All is back." } as const;
  const operations = known([
    operation({ id: "1", state: done }),
    operation({ id: "2", kind: "copy", state: failed }),
    operation({ id: "3", kind: "backup-deletion", set: "m-1", state: failed }),
    operation({ id: "4", kind: "upgrade", state: failed }),
  ]);
  expect(told(facts({ operations }))).toEqual([
    "Restore of notes began",
    "Restore of notes is done",
    "Copy of notes began",
    "Copy of notes failed",
    "Deleting backup m-1 is stuck",
  ]);
});

test("several missed slots of a schedule are one message", () => {
  const missed = [2, 1, 3].map((hours) => ({
    slot: new Date(judgedAt - hours * 3_600_000).toISOString(),
    reason: "the server was down",
  }));
  const schedules = known([{ name: "nightly", scope: { kind: "instance" } as const, next: [], missed, missedRuns: 3 }]);
  const messages = told(facts({}, { schedules }));
  expect(messages).toEqual(["Schedule nightly made no backup of everything at 2026-06-15T11:00:00.000Z"]);
});

test("a broken limit is told at once, an application without any backup only after its limit", () => {
  const broken = anApplication({ state: "broken", slug: "shop" });
  const never = anApplication({ state: "never" });
  const unsure = anApplication({ state: "unknown", slug: "wiki" });
  const given = facts({ status: status({ worst: "never", applications: [never, broken, unsure] }) });
  expect(told(given)).toEqual(["shop: the data of more than 2 h would be lost"]);
  expect(judgePing(given)).toMatchObject({ kind: "silent" });
});

test.each([
  [40, []],
  [29, ["The license of notes ends in 29 days"]],
  [6.5, ["The license of notes ends in 7 days"]],
  [0.5, ["The license of notes ends in 1 day"]],
  [-1, ["The license of notes has ended"]],
])("a license that ends in %s days is told as %s", (days, expected) => {
  const license: LicenseFact = { slug: "notes", expires: new Date(judgedAt + days * day).toISOString() };
  expect(told(facts({ licenses: known([license]) }))).toEqual(expected);
});

test("a license that took the right to make backups away is told", () => {
  expect(told(facts({ licenses: known([{ slug: "notes", lostAt: at }]) }))).toEqual([
    "notes may not be backed up any more",
  ]);
});

test("what cannot be read is neither told nor taken back, and silences the ping", () => {
  const nothing = facts(
    { status: unknown, operations: unknown, licenses: unknown },
    { installation: unknown, sets: unknown, destinations: unknown, schedules: unknown },
  );
  expect(findAll(nothing).findings).toEqual([]);
  expect(new Set(findAll(nothing).unread)).toEqual(
    new Set(["backup", "destination", "missed", "limit", "restore", "deletion", "license"]),
  );
  expect(judgePing(nothing)).toMatchObject({ kind: "silent" });
  expect(judgePing(facts({ operations: unknown }))).toMatchObject({ kind: "silent" });
});

test("a destination that is away is found, and silences the ping while backups go there", () => {
  const away = { ...outside, reach: { kind: "unavailable", reason: "refused" } as const };
  const given = facts({}, { destinations: known([away]) });
  expect(findAll(given).findings).toMatchObject([{ stage: "ill", event: { key: "destination/outside" } }]);
  expect(judgePing(given)).toMatchObject({ kind: "silent", reason: "destination outside is unavailable" });
});
