import { describe, expect, it } from "vitest";
import { parseOwner, startTimeOf } from "./state-directory.ts";

describe("a state directory's name", () => {
  it("says which process owns it", () => {
    expect(parseOwner("holdfast-harness-12-345-aBc")).toEqual({ pid: 12, startedAt: "345" });
    expect(parseOwner("holdfast-harness-12")).toBeUndefined();
    expect(parseOwner("somebody-elses-12-345-x")).toBeUndefined();
  });

  it("tells a process from another one that got its number later", async () => {
    expect(await startTimeOf(process.pid)).toMatch(/^\d+$/);
    expect(await startTimeOf(process.pid)).toBe(await startTimeOf(process.pid));
    expect(await startTimeOf(2 ** 30)).toBeUndefined();
  });
});
