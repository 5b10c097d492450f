import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseQuantity } from "./quantity.ts";

describe("parseQuantity", () => {
  it("reads binary, decimal and exponent suffixes", () => {
    expect(parseQuantity("10Gi")).toBe(10 * 1024 ** 3);
    expect(parseQuantity("1.5Mi")).toBe(1.5 * 1024 ** 2);
    expect(parseQuantity("5G")).toBe(5e9);
    expect(parseQuantity("128k")).toBe(128_000);
    expect(parseQuantity("100m")).toBe(0.1);
    expect(parseQuantity("12e6")).toBe(12e6);
    expect(parseQuantity("1E3")).toBe(1000);
    expect(parseQuantity("1E")).toBe(1e18);
    expect(parseQuantity("-2")).toBe(-2);
    expect(parseQuantity(".5")).toBe(0.5);
  });

  it("gives undefined for what is no quantity", () => {
    for (const text of ["", "Gi", "10 Gi", "10gb", "10K", "1.2.3", "0x10", "ten"])
      expect(parseQuantity(text)).toBeUndefined();
  });

  it("reads every whole number of bytes exactly", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseQuantity(String(bytes))).toBe(bytes);
      }),
    );
  });
});
