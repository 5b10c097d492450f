import { describe, expect, test } from "vitest";
import { createSharedReads } from "./shared-reads.ts";

const isWhole = () => true;

describe("shared reads", () => {
  test("ask once for everybody until the version changes", async () => {
    const reads = createSharedReads<number>({ limit: 2, isWhole });
    let asked = 0;
    const ask = () => Promise.resolve((asked += 1));
    expect(await Promise.all([reads.read("a", 1, ask), reads.read("a", 1, ask)])).toEqual([1, 1]);
    expect(await reads.read("a", 2, ask)).toBe(2);
  });

  test("do not keep a failure", async () => {
    const reads = createSharedReads<string>({ limit: 2, isWhole });
    await expect(reads.read("a", 1, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    expect(await reads.read("a", 1, () => Promise.resolve("back"))).toBe("back");
  });

  test("do not keep an answer that is not whole", async () => {
    const reads = createSharedReads<string>({ limit: 2, isWhole: (value) => value !== "half" });
    expect(await reads.read("a", 1, () => Promise.resolve("half"))).toBe("half");
    expect(await reads.read("a", 1, () => Promise.resolve("whole"))).toBe("whole");
    expect(await reads.read("a", 1, () => Promise.resolve("again"))).toBe("whole");
  });

  test("keep no more than the limit, the last asked for", async () => {
    const reads = createSharedReads<string>({ limit: 2, isWhole });
    const asked: string[] = [];
    const ask = (key: string) => reads.read(key, 1, () => Promise.resolve(asked.push(key)).then(() => key));
    for (const key of ["a", "b", "a", "c", "a", "b"]) await ask(key);
    expect(asked).toEqual(["a", "b", "c", "b"]);
  });
});
