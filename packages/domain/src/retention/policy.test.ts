import { describe, expect, it } from "vitest";
import { aSet } from "../../test-support/set-histories.ts";
import { fromTheBeginning, policyName, revise, revisionAt } from "./policy.ts";
import type { RetentionPolicy } from "./policy.ts";

const scope = { kind: "instance" } as const;

function revised(policy: RetentionPolicy | undefined, setAt: string, reach: "existing" | "new-only") {
  const revision = { rules: { keepLast: Number(setAt.slice(8, 10)) }, timeZone: "UTC", setBy: "tester", setAt };
  const made = sets.filter(({ createdAt }) => createdAt < setAt);
  return revise(policy, { scope, revision, reach }, made);
}

const sets = [
  aSet({ name: "one", createdAt: "2026-01-01T12:00:00Z" }),
  aSet({ name: "three", createdAt: "2026-01-03T12:00:00Z" }),
];

describe("changing a policy", () => {
  it("for existing backups too puts the new rules in the place of all others", () => {
    const first = revised(undefined, "2026-01-02T00:00:00Z", "existing");
    expect(first.revisions).toMatchObject([{ from: fromTheBeginning, rules: { keepLast: 2 } }]);
    const second = revised(first, "2026-01-05T00:00:00Z", "existing");
    expect(second.revisions).toMatchObject([{ from: fromTheBeginning, rules: { keepLast: 5 } }]);
  });

  it("for new backups only keeps former rules for the backups made under them, and forgets those of none", () => {
    const first = revised(undefined, "2026-01-02T00:00:00Z", "new-only");
    const second = revised(first, "2026-01-04T00:00:00Z", "new-only");
    const third = revised(second, "2026-01-05T00:00:00Z", "new-only");
    expect(third.revisions).toMatchObject([{ rules: { keepLast: 2 } }, { rules: { keepLast: 5 } }]);
    expect(revisionAt(third, Date.parse("2026-01-01T12:00:00Z"))).toBeUndefined();
    expect(revisionAt(third, Date.parse("2026-01-03T12:00:00Z"))?.rules.keepLast).toBe(2);
    expect(revisionAt(third, Date.parse("2026-02-01T00:00:00Z"))?.rules.keepLast).toBe(5);
  });

  it("for new backups only concerns none that exists, however wrong the clock is that sets it", () => {
    const revision = { rules: { keepLast: 1 }, timeZone: "UTC", setBy: "tester", setAt: "2026-01-02T00:00:00Z" };
    const set = revise(undefined, { scope, revision, reach: "new-only" }, sets);
    for (const { createdAt } of sets) expect(revisionAt(set, Date.parse(createdAt))).toBeUndefined();
    expect(revisionAt(set, Date.parse("2026-01-03T12:00:01Z"))?.rules.keepLast).toBe(1);
  });

  it("is named after whose backups it is for", () => {
    expect(policyName(scope)).toBe("instance");
    expect(policyName({ kind: "application", slug: "guestbook" })).toBe("app-guestbook");
  });
});
