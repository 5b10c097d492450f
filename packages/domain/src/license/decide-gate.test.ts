import { describe, expect, it } from "vitest";
import { decideFullBackup, decideGate, licensedWork, lostAtOf } from "./decide-gate.ts";
import type { GateDecision, HeldLicense, LicensedWork } from "./decide-gate.ts";
import type { License } from "./license.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const license: License = {
  id: "3f6c0c9a5b1e4d27",
  issue: 1,
  application: "guestbook",
  customer: "Example Ltd",
  isSnapshotSupported: true,
  fields: {},
};
const lostAt = "2026-10-01T08:00:00.000Z";
const states = {
  entitled: { license, entitlementLostAt: undefined },
  "not entitled": { license: { ...license, isSnapshotSupported: false }, entitlementLostAt: undefined },
  expired: { license: { ...license, expires: "2026-11-21T12:00:00Z" }, entitlementLostAt: undefined },
  "without a license": { license: undefined, entitlementLostAt: undefined },
  "entitled when the backup was made, and no longer": {
    license: { ...license, issue: 2, isSnapshotSupported: false },
    entitlementLostAt: lostAt,
  },
} satisfies Readonly<Record<string, HeldLicense>>;
type State = keyof typeof states;

const gated: readonly LicensedWork[] = ["partial-backup", "full-backup"];
const ifGated: Readonly<Record<State, Partial<GateDecision>>> = {
  entitled: { kind: "allowed" },
  "not entitled": { kind: "refused", because: "not-allowed", reason: "Its license does not allow backups." },
  expired: {
    kind: "refused",
    because: "expired",
    since: "2026-11-21T12:00:00Z",
    reason: "Not entitled since 2026-11-21T12:00:00Z: its license expired.",
  },
  "without a license": { kind: "refused", because: "no-license" },
  "entitled when the backup was made, and no longer": {
    kind: "refused",
    because: "not-allowed",
    since: lostAt,
    reason: `Not entitled since ${lostAt}: the license issue that came then does not allow backups.`,
  },
};

const table = licensedWork.flatMap((work) => (Object.keys(states) as State[]).map((state) => ({ work, state })));

describe("the license gate", () => {
  it.each(table)("answers for $work of an application that is $state", ({ work, state }) => {
    const expected = gated.includes(work) ? ifGated[state] : { kind: "allowed" };
    expect(decideGate(work, states[state], now)).toMatchObject(expected);
  });

  it("closes at the very moment of expiry", () => {
    expect(decideGate("partial-backup", states.expired, now - 1)).toEqual({ kind: "allowed" });
  });
});

describe("when the entitlement was lost", () => {
  const without = { ...license, issue: 2, isSnapshotSupported: false };

  it("is the time of the issue that took it, and stays that over later issues without it", () => {
    const taken = lostAtOf(states.entitled, without, now);
    expect(taken).toBe("2026-11-21T12:00:00.000Z");
    expect(lostAtOf({ license: without, entitlementLostAt: taken }, without, now + 9)).toBe(taken);
  });

  it("is forgotten when it comes back, and never made up for who never had it", () => {
    expect(lostAtOf(states["entitled when the backup was made, and no longer"], license, now)).toBe(undefined);
    expect(lostAtOf(states["without a license"], without, now)).toBe(undefined);
    expect(lostAtOf(states["not entitled"], without, now)).toBe(undefined);
  });
});

describe("a full backup", () => {
  it("goes on with one application that may and can be in it", () => {
    expect(decideFullBackup(["not-entitled", "included", "not-backupable"])).toBe("allowed");
  });

  it("is refused for the license when a license would help, else for having nothing to carry", () => {
    expect(decideFullBackup(["not-entitled", "not-backupable"])).toBe("not-entitled");
    expect(decideFullBackup(["not-backupable"])).toBe("nothing-to-back-up");
    expect(decideFullBackup([])).toBe("nothing-to-back-up");
  });
});
