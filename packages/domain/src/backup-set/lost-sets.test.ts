import { describe, expect, it } from "vitest";
import { lostSets } from "./lost-sets.ts";
import type { LostSetsQuestion, RememberedSet } from "./lost-sets.ts";

const made: RememberedSet = {
  name: "m-1",
  scope: "full",
  createdAt: "2026-01-01T00:00:00Z",
  destination: "default",
  store: "aws http://store velero/",
  instance: "abcde",
  trigger: "manual",
  parts: ["shop", "console"],
};

const question: LostSetsQuestion = {
  present: [],
  remembered: [made],
  work: new Map(),
  stores: new Map([[made.destination, made.store]]),
  nowMs: Date.parse("2026-02-01T00:00:00Z"),
};

describe("a set that was made here and of which nothing is left", () => {
  it("is damaged, with every member absent and the reason", () => {
    const [lost] = lostSets(question);
    expect(lost).toMatchObject({ name: "m-1", state: "damaged", scope: "full", destination: "default" });
    expect(lost?.members.map(({ name, stage, part }) => [name, stage, part])).toEqual([
      ["m-1-shop", "absent", { kind: "application", slug: "shop" }],
      ["m-1-console", "absent", { kind: "console" }],
    ]);
    expect(lost?.problems[0]).toContain("Holdfast did not delete them");
  });

  it("is not missed while it is made or deleted here, or there", () => {
    expect(lostSets({ ...question, work: new Map([["m-1", "deleting"]]) })).toEqual([]);
    expect(lostSets({ ...question, present: lostSets(question) })).toEqual([]);
  });

  it("is not called lost when its destination is another store, is gone, or Velero has expired it", () => {
    expect(lostSets({ ...question, stores: new Map([["default", "aws http://store other/"]]) })).toEqual([]);
    expect(lostSets({ ...question, stores: new Map() })).toEqual([]);
    expect(lostSets({ ...question, remembered: [{ ...made, expiresAt: "2026-01-31T00:00:00Z" }] })).toEqual([]);
    expect(lostSets({ ...question, remembered: [{ ...made, expiresAt: "2026-03-01T00:00:00Z" }] })).toHaveLength(1);
  });
});
