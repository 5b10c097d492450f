import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annotations, labels } from "../identifiers.ts";
import type { MemberBackup } from "./backup-set.ts";
import { readSets } from "./read-sets.ts";
import { memberAnnotations, memberLabels, memberNames } from "./set-facts.ts";
import type { SetFacts } from "./set-facts.ts";
import { manualSetName } from "./set-names.ts";
import { setState } from "./set-state.ts";
import type { MemberStage } from "./set-state.ts";

const facts: SetFacts = {
  name: "m-abcde-20260101000000-zz99",
  scope: "full",
  instance: "abcdefgh",
  applications: [
    { slug: "guestbook", sequence: 3, versionLabel: "1.2.0" },
    { slug: "notes", sequence: 1, versionLabel: "0.1" },
  ],
  console: true,
  consoleVersion: "0.1.0",
  kubernetesVersion: "v1.34.1",
  os: "linux",
  architecture: "amd64",
  installMethod: "cli",
  trigger: "manual",
  requestedBy: "tester",
  notIncluded: [{ part: "silent", reason: "It ships no `kind: Backup`." }],
};

function backup(name: string, part: string, change: Partial<MemberBackup> = {}): MemberBackup {
  return {
    name,
    uid: `uid-${name}`,
    labels: memberLabels(facts, part),
    annotations: memberAnnotations(facts),
    createdAt: "2026-01-01T00:00:00Z",
    phase: "Completed",
    stage: "completed",
    namespaces: [part],
    endedAt: "2026-01-01T00:01:00Z",
    warnings: 0,
    errors: 0,
    ...change,
  };
}

const [guestbook = "", notes = "", console = ""] = memberNames(facts);
const whole = [backup(guestbook, "guestbook"), backup(notes, "notes"), backup(console, "console")];

describe("readSets", () => {
  it("reads a set back from the labels and annotations that its members were given", () => {
    const [set, ...others] = readSets(whole, new Map());
    expect(others).toEqual([]);
    expect(set).toMatchObject({ name: facts.name, origin: "holdfast", scope: "full", state: "complete", problems: [] });
    expect(set?.notIncluded).toEqual(facts.notIncluded);
    expect(set?.members.map((member) => member.part)).toEqual([
      { kind: "application", slug: "guestbook", sequence: 3, versionLabel: "1.2.0" },
      { kind: "application", slug: "notes", sequence: 1, versionLabel: "0.1" },
      { kind: "console" },
    ]);
  });

  it("names an absent member and calls the set damaged, unless it is still being made", () => {
    const [set] = readSets(whole.slice(1), new Map());
    expect(set).toMatchObject({ state: "damaged" });
    expect(set?.members.find((member) => member.stage === "absent")).toMatchObject({
      name: guestbook,
      part: { kind: "application", slug: "guestbook", sequence: 3 },
    });
    expect(readSets(whole.slice(1), new Map([[facts.name, "making"]]))[0]?.state).toBe("running");
  });

  it("weak point 24: reads the names from another member when one annotation is broken, and says so", () => {
    const broken = backup(guestbook, "guestbook", {
      annotations: { ...memberAnnotations(facts), [annotations.members]: "{", [annotations.sequences]: "[1]" },
    });
    const [set] = readSets([broken, ...whole.slice(2)], new Map());
    expect(set?.members.map((member) => member.stage)).toEqual(["completed", "absent", "completed"]);
    expect(set?.problems).toHaveLength(2);
  });

  it("weak point 25: lists Velero's and KOTS's own backups as such, with Velero's expiry", () => {
    const plain = backup("by-hand", "x", { labels: {}, annotations: {}, expiresAt: "2026-02-01T00:00:00Z" });
    const kots = backup("instance-1", "x", {
      labels: {},
      annotations: { "kots.io/instance": "true", "kots.io/apps-sequences": "oops" },
      stage: "failed",
    });
    const sets = readSets([plain, kots], new Map());
    expect(sets.find((set) => set.name === "by-hand")).toMatchObject({
      origin: "outside",
      state: "complete",
      expiresAt: "2026-02-01T00:00:00Z",
    });
    expect(sets.find((set) => set.name === "instance-1")).toMatchObject({
      origin: "kots",
      scope: "full",
      state: "failed",
    });
  });

  it("puts every backup in exactly one set, whatever labels and annotations hold", () => {
    const keys = fc.constantFrom(...Object.values(annotations), ...Object.values(labels), "kots.io/instance", "x");
    const values = fc.oneof(fc.string(), fc.json(), fc.constantFrom("a", "b", '["a"]', "null", '{"a":1}'));
    const texts = fc.dictionary(keys, values);
    const stage = fc.constantFrom(
      "waiting",
      "running",
      "completed",
      "partially-failed",
      "failed",
      "deleting",
      "unknown",
    );
    const any = fc.uniqueArray(fc.tuple(fc.string(), texts, texts, stage), { selector: ([name]) => name });
    fc.assert(
      fc.property(any, (list) => {
        const backups = list.map(([name, someLabels, someAnnotations, someStage]) => ({
          ...backup(name, "x"),
          labels: someLabels,
          annotations: someAnnotations,
          stage: someStage,
        }));
        const members = readSets(backups, new Map()).flatMap((set) =>
          set.members.flatMap((member) => member.backup ?? []),
        );
        expect(members.map((member) => member.name).sort()).toEqual(backups.map((one) => one.name).sort());
      }),
    );
  });
});

describe("setState", () => {
  const stages = fc.array(
    fc.constantFrom<MemberStage>(
      "waiting",
      "running",
      "completed",
      "partially-failed",
      "failed",
      "deleting",
      "unknown",
      "absent",
    ),
  );

  it("is complete exactly when there are members and all are Completed", () => {
    fc.assert(
      fc.property(stages, (some) => {
        const complete = some.length > 0 && some.every((stage) => stage === "completed");
        expect(setState(some, "none") === "complete").toBe(complete);
      }),
    );
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(stages, (some) => {
        expect(setState(some.toReversed(), "none")).toBe(setState(some, "none"));
      }),
    );
  });

  it("never calls a set with an absent member anything but running, deleting or damaged", () => {
    fc.assert(
      fc.property(stages, fc.constantFrom("making", "deleting", "none"), (some, work) => {
        expect(["running", "deleting", "damaged"]).toContain(setState([...some, "absent"], work));
      }),
    );
  });
});

describe("names", () => {
  it("follow the time in UTC and stay short enough for label values", () => {
    expect(manualSetName("abcdefgh", Date.UTC(2026, 10, 21, 10, 34, 39), "x1y2")).toBe("m-abcde-20261121103439-x1y2");
  });
});
