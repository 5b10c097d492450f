import type { RetentionPreview, RetentionView } from "@holdfast/operations";
import { describe, expect, it } from "vitest";
import { changeLine, deletionText, policyLines, previewText, setLine } from "./retention-text.ts";
import { givenReach, givenRules } from "./retention-wish.ts";

const setAt = "2026-05-01T00:00:00.000Z";
const first = { from: setAt, rules: { keepLast: 9 }, keeps: "the last 9", timeZone: "UTC", setBy: "tester", setAt };
const second = { ...first, from: "2026-06-01T00:00:00.000Z", keeps: "for 30d", timeZone: "Europe/Berlin" };

const view: RetentionView = {
  policies: [
    {
      name: "instance",
      scope: { kind: "instance" },
      keeps: "for 30d",
      timeZone: "Europe/Berlin",
      revisions: [first, second],
      problems: [],
    },
  ],
  proposed: [{ slug: "guestbook", rules: { keepForHours: 720 } }],
  holds: [{ set: "gone", by: "tester", at: setAt, reason: "an audit", exists: false }],
  sets: [],
  rests: "The clock jumped.",
  applied: false,
};

describe("what is said of retention", () => {
  it("names each revision, proposals, holds, what is always kept, and why nothing happens", () => {
    expect(policyLines(view)).toEqual([
      "instance (full backups): keeps for 30d, in Europe/Berlin",
      "  made before 2026-06-01T00:00:00.000Z: keeps the last 9, in UTC",
      "  made before 2026-05-01T00:00:00.000Z: everything is kept",
      "guestbook: follows the instance's policy. Its vendor proposes --keep-for 720h",
      "held: gone by tester since 2026-05-01T00:00:00.000Z: an audit (there is no such backup)",
      expect.stringContaining("always kept") as unknown,
      "NOTHING IS DELETED NOW: The clock jumped.",
      expect.stringContaining("NOBODY APPLIES THE RULES") as unknown,
    ]);
    expect(policyLines({ ...view, policies: [] })[0]).toContain("no policy: everything is kept");
  });

  it("is a calendar with what comes and goes, and says when disk space comes back", () => {
    const calendar = {
      days: [{ day: "2026-06-03", made: ["new"], freed: [{ set: "old", why: "its time is over" }], left: 4 }],
      left: ["new"],
    };
    const preview: RetentionPreview = {
      ...view,
      from: setAt,
      until: "2026-08-01T00:00:00.000Z",
      timeZone: "UTC",
      planned: 1,
      calendar,
    };
    const text = previewText(preview);
    expect(text).toContain("  2026-06-03: +1 -1 then 4\n    + new\n    - old: its time is over");
    expect(text).toContain("only when Velero maintains the repository");
    expect(text).toContain("made outside Holdfast");
  });

  it("tells of each backup why it is kept, or what becomes of its deletion", () => {
    const set = { set: "m-1", createdAt: setAt, parts: [], alwaysKept: false } as const;
    expect(setLine({ ...set, verdict: "kept", why: "held" })).toBe("kept       m-1  held");
    const fault = { code: "deletion-failed", class: "failed", message: "No.", reason: "AccessDenied." } as const;
    const deletion = {
      kind: "failed",
      set: "m-1",
      operation: "expire-m-1-1",
      fault,
      retryAt: Date.parse(setAt),
    } as const;
    expect(deletionText(deletion)).toBe(
      "NOT DELETED: No. AccessDenied. Tried again after 2026-05-01T00:00:00.000Z: holdfast operation show expire-m-1-1",
    );
    const freed = { kind: "freed", scope: { kind: "instance" }, rules: "the last 1" } as const;
    expect(changeLine({ set: "m-1", createdAt: setAt, effect: "goes", before: freed, after: freed })).toBe(
      "  m-1: is deleted: the rules keep the last 1, and this is none of them",
    );
  });
});

function input(options: Readonly<Record<string, string | boolean>>): Parameters<typeof givenRules>[0] {
  const text = (name: string) => (typeof options[name] === "string" ? options[name] : undefined);
  return {
    args: [],
    text,
    texts: () => [],
    flag: (name) => options[name] === true,
    count: (name) => (text(name) === undefined ? undefined : Number(text(name))),
  };
}

describe("the options of retention set", () => {
  it("are the rules; none is none, everything is no rule at all, and not both", () => {
    expect(givenRules(input({ "keep-for": "30d", "keep-last": "5" }))).toEqual({ keepForHours: 720, keepLast: 5 });
    expect(givenRules(input({}))).toBeUndefined();
    expect(givenRules(input({ everything: true }))).toEqual({});
    expect(() => givenRules(input({ everything: true, daily: "7" }))).toThrow("--everything");
  });

  it("are for existing backups too, or for new ones only", () => {
    expect(givenReach(input({ existing: true }))).toBe("existing");
    expect(givenReach(input({ "new-only": true }))).toBe("new-only");
    expect(givenReach(input({}))).toBeUndefined();
    expect(() => givenReach(input({ existing: true, "new-only": true }))).toThrow("exclude each other");
  });
});
