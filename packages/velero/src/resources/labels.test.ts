import { assert, property, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { labelValueOf } from "./labels.ts";

const objectName = stringMatching(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

describe("a name as a label value", () => {
  it("is unchanged up to 63 characters", () => {
    expect(labelValueOf("a".repeat(63))).toBe("a".repeat(63));
  });

  it("is Velero's 57 characters and six digits of the digest above that", () => {
    const name = "this-is-a-name-of-a-backup-which-is-longer-than-sixty-three-characters";
    expect(labelValueOf(name)).toBe("this-is-a-name-of-a-backup-which-is-longer-than-sixty-thr248f49");
  });

  it("is never longer than a label value may be and ends in a letter or digit", () => {
    assert(
      property(objectName, (name) => {
        expect(labelValueOf(name)).toMatch(/^.{0,62}[a-z0-9]$/);
      }),
    );
    expect.hasAssertions();
  });

  it("tells two long names apart that differ only behind the cut", () => {
    const head = "h".repeat(60);
    assert(
      property(objectName, objectName, (one, other) => {
        expect(labelValueOf(head + one) === labelValueOf(head + other)).toBe(one === other);
      }),
    );
    expect.hasAssertions();
  });
});
