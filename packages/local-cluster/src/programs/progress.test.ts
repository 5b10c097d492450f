import { describe, expect, it } from "vitest";
import { describeProgramProgress, describeSeconds } from "./progress.ts";
import { isRecentEnough } from "./toolchain.ts";

describe("the progress of builds", () => {
  const building = { kind: "building", program: "velero", version: "v1.18.3", number: 2, total: 7 } as const;

  it("says what is built and what is left", () => {
    expect(describeProgramProgress({ ...building, left: ["a", "b"] })).toBe(
      "building velero v1.18.3 (2 of 7, then a, b)",
    );
    expect(describeProgramProgress({ ...building, left: ["a", "b", "c", "d", "e"] })).toBe(
      "building velero v1.18.3 (2 of 7, then a, b, c and 2 more)",
    );
    expect(describeProgramProgress({ ...building, left: [] })).toBe("building velero v1.18.3 (2 of 7, the last)");
  });

  it("says how long it takes", () => {
    expect(describeProgramProgress({ kind: "built", program: "velero", bytes: 105_600_000, seconds: 130.4 })).toBe(
      "built velero in 2 min 10 s, 106 MB",
    );
    expect(describeSeconds(59.4)).toBe("59 s");
    expect(describeSeconds(59.6)).toBe("1 min 0 s");
  });
});

describe("a Go version", () => {
  it("is accepted from 1.26 on, candidates and development versions too", () => {
    expect(["go1.26", "go1.26.8", "go1.27rc1", "go2.0", "devel go1.28-abc"].every(isRecentEnough)).toBe(true);
    expect(["go1.25.10", "go1.19", "", "gccgo"].some(isRecentEnough)).toBe(false);
  });
});
