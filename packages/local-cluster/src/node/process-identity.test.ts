import { describe, expect, it } from "vitest";
import { identifyProcess, isAlive, parseStat } from "./process-identity.ts";
import { innermostPid } from "./stop-pods.ts";

describe("a process", () => {
  it("is known by its start time, whatever its name is", () => {
    const fields = Array.from({ length: 40 }, (_, index) => String(index + 4)).join(" ");
    expect(parseStat(`12 (a) (b c) S ${fields}`)).toEqual({ state: "S", startTicks: "22" });
  });

  it("of this pid that started at another time is another one", () => {
    const own = identifyProcess(process.pid);
    expect(own).toBeDefined();
    expect(isAlive({ pid: process.pid, startTicks: own?.startTicks ?? "" })).toBe(true);
    expect(isAlive({ pid: process.pid, startTicks: "1" })).toBe(false);
  });

  it("is the first of its container when its innermost number is 1", () => {
    expect(innermostPid("Name:\tsh\nNSpid:\t4711\t83\t1\nThreads: 1\n")).toBe("1");
    expect(innermostPid("NSpid:\t4711\n")).toBe("4711");
    expect(innermostPid("")).toBeUndefined();
  });
});
