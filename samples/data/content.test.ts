import { expect, test } from "vitest";
import { compareContents } from "./content.ts";
import { fillerBytes } from "./filler.ts";

const before = new Map([
  ["entry 1", "a"],
  ["file x", "b"],
]);

test("the same content has no difference, whatever its order", () => {
  expect(compareContents(before, new Map([...before].toReversed()))).toBeUndefined();
});

test("what is missing, new and changed is named", () => {
  const after = new Map([
    ["file x", "other"],
    ["entry 2", "c"],
  ]);
  expect(compareContents(before, after)).toEqual({ missing: ["entry 1"], added: ["entry 2"], changed: ["file x"] });
});

test("filler of one name is always the same and does not repeat", () => {
  expect(fillerBytes("a", 1000).equals(fillerBytes("a", 1000))).toBe(true);
  expect(fillerBytes("a", 32).equals(fillerBytes("b", 32))).toBe(false);
  expect(new Set(fillerBytes("a", 100_000)).size).toBe(256);
});
