import type { BackupSet } from "@holdfast/domain";
import { describe, expect, test } from "vitest";
import { pageOfSets, viewSet } from "./set-view.ts";

function aSet(name: string, createdAt: string): BackupSet {
  return {
    name,
    origin: "holdfast",
    scope: "full",
    state: "complete",
    createdAt,
    members: [
      { name: `${name}-guestbook`, part: { kind: "application", slug: "guestbook" }, stage: "completed" },
      { name: `${name}-console`, part: { kind: "console" }, stage: "completed" },
    ],
    warnings: 0,
    errors: 0,
    problems: [],
  };
}

const sets = [aSet("c", "3"), aSet("a", "2"), aSet("b", "2"), aSet("d", "1")];

describe("the list of sets", () => {
  test("names the applications and the console, and adds up the volumes of all members", () => {
    const bytes = new Map([
      ["c-guestbook", 100],
      ["c-console", 1],
      ["a-guestbook", 5000],
    ]);
    expect(viewSet(aSet("c", "3"), bytes)).toMatchObject({
      applications: ["guestbook"],
      console: true,
      sizeBytes: 101,
    });
  });

  test("does not say a size when no volume is known", () => {
    expect(viewSet(aSet("c", "3"), new Map())).not.toHaveProperty("sizeBytes");
  });

  test("pages from the newest on, without gap or repetition", () => {
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = pageOfSets(sets, new Map(), { after, limit: 1 });
      names.push(...page.items.map((item) => item.name));
      after = page.next;
    } while (after !== undefined);
    expect(names).toEqual(["c", "a", "b", "d"]);
  });

  test("goes on at the same place when the set it stopped at is gone", () => {
    const { next } = pageOfSets(sets, new Map(), { limit: 2 });
    const rest = sets.filter((set) => set.name !== "a");
    expect(pageOfSets(rest, new Map(), { after: next, limit: 9 }).items.map((item) => item.name)).toEqual(["b", "d"]);
  });

  test("refuses a place that it never gave", () => {
    expect(() => pageOfSets(sets, new Map(), { after: "elsewhere", limit: 1 })).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});
