import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatLabelSelector, type LabelSelector, matchesLabelSelector, parseLabelSelector } from "./label-selector.ts";

const label = fc.stringMatching(/^[a-z][a-z0-9./-]{0,8}[a-z0-9]$/);
const requirement = fc.oneof(
  fc.record({
    key: label,
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: fc.array(label, { minLength: 1 }),
  }),
  fc.record({ key: label, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(label, label),
  matchExpressions: fc.array(requirement),
});

/** The rules of metav1.LabelSelector, said directly. */
function selects(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  return (
    Object.entries(matchLabels).every(([key, value]) => has(key) && labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const isIn = has(key) && values.includes(labels[key] ?? "");
      return { In: isIn, NotIn: !isIn, Exists: has(key), DoesNotExist: !has(key) }[operator];
    })
  );
}

describe("a label selector", () => {
  it("selects the same in its query form as in an object", () => {
    fc.assert(
      fc.property(selector, fc.dictionary(label, label), (object, labels) => {
        expect(matchesLabelSelector(formatLabelSelector(object), labels)).toBe(selects(object, labels));
      }),
    );
  });

  it("reads both equal signs, spaces, and keys alone", () => {
    expect(parseLabelSelector("a = b, c==d ,e!=f, g in (h, i), !j, k.io/l")).toEqual([
      { kind: "in", key: "a", values: ["b"] },
      { kind: "in", key: "c", values: ["d"] },
      { kind: "notIn", key: "e", values: ["f"] },
      { kind: "in", key: "g", values: ["h", "i"] },
      { kind: "doesNotExist", key: "j" },
      { kind: "exists", key: "k.io/l" },
    ]);
  });

  it("selects everything when it is empty", () => {
    expect(matchesLabelSelector("", undefined)).toBe(true);
  });

  it("does not find a label that is not there but has the name of an object's own method", () => {
    expect(matchesLabelSelector("constructor", {})).toBe(false);
  });

  it("refuses what it cannot read", () => {
    expect(() => parseLabelSelector("a in b")).toThrow('"a in b" is not a requirement');
  });
});
