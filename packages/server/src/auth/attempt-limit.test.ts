import { describe, expect, test } from "vitest";
import { createAttemptLimit } from "./attempt-limit.ts";

describe("the limit on sign-in attempts", () => {
  test("lets five wrong passwords of one address through, then asks to wait until the first is a minute old", () => {
    const limit = createAttemptLimit();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(limit.waitSeconds("a", attempt * 1000)).toBe(0);
      limit.failed("a", attempt * 1000);
    }
    expect(limit.waitSeconds("a", 10_000)).toBe(50);
    expect(limit.waitSeconds("a", 60_001)).toBe(0);
  });

  test("does not hold one address to account for another", () => {
    const limit = createAttemptLimit();
    for (let attempt = 0; attempt < 5; attempt += 1) limit.failed("a", 0);
    expect(limit.waitSeconds("b", 1)).toBe(0);
  });

  test("holds all addresses together to fifty", () => {
    const limit = createAttemptLimit();
    for (let attempt = 0; attempt < 50; attempt += 1) limit.failed(`address-${attempt}`, 0);
    expect(limit.waitSeconds("another", 1)).toBeGreaterThan(0);
  });

  test("forgets an address that signed in", () => {
    const limit = createAttemptLimit();
    for (let attempt = 0; attempt < 5; attempt += 1) limit.failed("a", 0);
    limit.succeeded("a");
    expect(limit.waitSeconds("a", 1)).toBe(0);
  });
});
