import { describe, expect, it } from "vitest";
import { cacheDirectory } from "./directory.ts";

describe("the cache", () => {
  it("is the machine's for root, and the user's own otherwise", () => {
    const owner = { override: undefined, isRoot: true, home: "/home/me" };
    expect(cacheDirectory(owner)).toBe("/var/cache/holdfast");
    expect(cacheDirectory({ ...owner, isRoot: false })).toBe("/home/me/.cache/holdfast");
  });

  it("is where the environment says, unless that is empty", () => {
    const owner = { override: "/elsewhere", isRoot: true, home: "/root" };
    expect(cacheDirectory(owner)).toBe("/elsewhere");
    expect(cacheDirectory({ ...owner, override: "" })).toBe("/var/cache/holdfast");
  });
});
