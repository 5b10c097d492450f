import { describe, expect, it } from "vitest";
import { findingLines, volumesLine } from "./coverage-text.ts";

const volume = { namespace: "shop", kind: "claim", held: true } as const;

describe("weak point 46: the size of a backup before it is made", () => {
  it("is told by what the volumes may hold and what their last backup held", () => {
    const volumes = [
      { ...volume, name: "data", capacityBytes: 2 * 2 ** 30, lastBackupBytes: 5 * 2 ** 20 },
      { ...volume, name: "uploads", capacityBytes: 2 ** 30 },
      { ...volume, name: "cache", held: false, capacityBytes: 2 ** 40 },
    ];
    const line = volumesLine({ volumes });
    expect(line).toContain("2 of 3 volumes");
    expect(line).toContain("3.0 GiB");
    expect(line).toContain("5.0 MiB");
  });

  it("is left out where nothing is known of it", () => {
    expect(volumesLine({ volumes: [{ ...volume, name: "data" }] })).toBe("1 of 1 volumes would be in a backup");
  });
});

it("what was left out on purpose is not said before a backup", () => {
  const finding = {
    code: "dumped-elsewhere",
    level: "note",
    subject: "shop/data",
    message: "A hook dumps it",
  } as const;
  expect(findingLines([finding, { ...finding, level: "serious" }])).toEqual([
    "NOT COVERED: shop/data: A hook dumps it",
  ]);
});
