import { describe, expect, it } from "vitest";
import { findBrokenProgram } from "./boot-node.ts";
import { restartDelaySeconds, type ProgramStatus } from "./supervise.ts";

const ended = (restarts: number): ProgramStatus => ({
  name: "kubelet",
  stage: "ended",
  outcome: "exit code 1",
  restarts,
  nextStart: 0,
});

describe("a program that ends", () => {
  it("is started again quickly at first, then ever slower, never slower than every 15 seconds", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(restartDelaySeconds)).toEqual([0.5, 1, 2, 4, 8, 15, 15]);
  });

  it("is broken when it did so again and again, not when it waited for others", () => {
    const running: ProgramStatus = { name: "etcd", stage: "running", pid: 1, since: 0, restarts: 9 };
    expect(findBrokenProgram([running, ended(2)])).toBeUndefined();
    expect(findBrokenProgram([running, ended(4)])?.name).toBe("kubelet");
  });
});
