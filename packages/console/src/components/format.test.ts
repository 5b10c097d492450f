import { describe, expect, test } from "vitest";
import { count, formatBytes, joinWords } from "./format-amount.ts";
import { formatDuration, formatRelative } from "./format-time.ts";

describe("amounts", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1536, "1.5 KiB"],
    [1024 ** 2, "1 MiB"],
    [150 * 1024 ** 3, "150 GiB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test("nouns follow their number", () => {
    expect([count(1, "volume"), count(0, "volume"), count(2, "copy", "copies")]).toEqual([
      "1 volume",
      "0 volumes",
      "2 copies",
    ]);
  });

  test("the last word of a list is joined by and", () => {
    expect([joinWords([]), joinWords(["a"]), joinWords(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });
});

describe("times", () => {
  test.each([
    [400, "0 s"],
    [61_000, "1 min 1 s"],
    [11_520_000, "3 h 12 min"],
    [86_400_000, "1 day"],
    [2 * 86_400_000 + 3_600_000, "2 days 1 h"],
  ])("%d ms are %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  test("are said from now, in the largest unit", () => {
    const now = Date.parse("2026-01-02T00:00:00Z");
    expect(formatRelative("2026-01-01T20:48:00Z", now)).toBe("3 h ago");
    expect(formatRelative("2026-01-03T00:00:00Z", now)).toBe("in 1 day");
    expect(formatRelative("2026-01-02T00:00:02Z", now)).toBe("just now");
  });
});
