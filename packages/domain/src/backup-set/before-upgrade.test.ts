import { describe, expect, it } from "vitest";
import type { BackupSet } from "./backup-set.ts";
import { backupBeforeUpgrade, isLastStep } from "./before-upgrade.ts";
import type { BackupBeforeUpgrade } from "./before-upgrade.ts";

const wanted = { slug: "shop", instance: "here", deployed: 3 };

function aSet(sequence: number, minute: number, wish: Partial<BackupSet> = {}): BackupSet {
  const name = `x-${sequence}-${minute}`;
  return {
    name,
    origin: "holdfast",
    scope: "partial",
    state: "complete",
    trigger: "upgrade",
    instance: "here",
    createdAt: `2026-11-21T12:0${minute}:00Z`,
    members: [
      {
        name: `${name}-shop`,
        part: { kind: "application", slug: "shop", sequence, versionLabel: `1.${sequence}` },
        stage: "completed",
      },
    ],
    warnings: 0,
    errors: 0,
    problems: [],
    ...wish,
  };
}

describe("what an upgraded application goes back to", () => {
  it("is the newest whole backup that an upgrade of it made here", () => {
    const sets = [aSet(1, 1), aSet(2, 2), aSet(2, 5)];
    expect(backupBeforeUpgrade(sets, wanted)).toMatchObject({ set: "x-2-5", sequence: 2, versionLabel: "1.2" });
    expect(backupBeforeUpgrade(sets, { ...wanted, sequence: 1 })).toMatchObject({ set: "x-1-1" });
  });

  it("is none that is incomplete, of another installation, of another application or made for another reason", () => {
    const others = [
      aSet(2, 1, { state: "partial" }),
      aSet(2, 2, { instance: "elsewhere" }),
      aSet(2, 3, { trigger: "manual" }),
      aSet(2, 4, { origin: "outside" }),
    ];
    expect(backupBeforeUpgrade(others, wanted)).toBeUndefined();
    expect(backupBeforeUpgrade([aSet(2, 1)], { ...wanted, slug: "notes" })).toBeUndefined();
  });

  it("is of the present release when its upgrade failed half-way, or went back with the manifests alone", () => {
    expect(backupBeforeUpgrade([aSet(2, 1), aSet(3, 2)], wanted)).toMatchObject({ sequence: 3 });
    expect(backupBeforeUpgrade([aSet(4, 1)], wanted)).toBeUndefined();
  });
});

function backup(sequence: number): BackupBeforeUpgrade {
  return { set: "x", sequence, versionLabel: "1", createdAt: "2026-11-21T12:00:00Z" };
}

describe("going back over the last upgrade", () => {
  it("is to the release before the deployed one, and to the deployed one when its upgrade was interrupted", () => {
    expect(isLastStep(backup(2), { sequence: 3, before: 2, unfinished: false })).toBe(true);
    expect(isLastStep(backup(3), { sequence: 3, before: 2, unfinished: true })).toBe(true);
  });

  it("is not to a release further back, nor to the deployed one when nothing was interrupted", () => {
    expect(isLastStep(backup(1), { sequence: 3, before: 2, unfinished: false })).toBe(false);
    expect(isLastStep(backup(3), { sequence: 3, before: 2, unfinished: false })).toBe(false);
    expect(isLastStep(backup(2), { sequence: 3, before: 2, unfinished: true })).toBe(false);
    expect(isLastStep(backup(1), { sequence: 3, unfinished: false })).toBe(false);
  });
});
