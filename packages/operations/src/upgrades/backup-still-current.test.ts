import type { BackupSet } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { applicationObject, installedFrom } from "../applications/application.ts";
import type { ApplicationSpec } from "../applications/application.ts";
import { hasBegun, refuseOldBackup } from "./backup-still-current.ts";
import { keptBackup } from "./preview-upgrade.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

const kept = { kind: "kept", set: "x-1" } as const;
const input: UpgradeInput = {
  slug: "shop",
  from: { sequence: 2, versionLabel: "2" },
  to: { sequence: 4, versionLabel: "4" },
  choices: {},
  backup: { kind: "declined" },
};

function shop(change: Partial<ApplicationSpec> = {}) {
  const facts = { slug: "shop", title: "Shop", namespaces: ["shop"], versionLabel: "2", publicKey: "k" };
  return installedFrom(applicationObject({ id: "a", sequence: 2, ...facts, ...change }, "shop"));
}

function aSet(wish: Partial<BackupSet> = {}): BackupSet {
  return {
    name: "x-1",
    origin: "holdfast",
    scope: "partial",
    state: "complete",
    trigger: "upgrade",
    createdAt: "2026-11-21T12:00:00Z",
    endedAt: "2026-11-21T12:05:00Z",
    members: [],
    warnings: 0,
    errors: 0,
    problems: [],
    ...wish,
  };
}

function at(time: string, set?: BackupSet): () => void {
  return () => refuseOldBackup(input, "x-1", set, Date.parse(time));
}

describe("an upgrade that is resumed", () => {
  it("has begun when its own deployment, or with a kept backup any, is unfinished", () => {
    expect(hasBegun(shop(), input)).toBe(false);
    expect(hasBegun(shop({ deploying: { sequence: 3 } }), input)).toBe(false);
    expect(hasBegun(shop({ deploying: { sequence: 4 } }), input)).toBe(true);
    expect(hasBegun(shop({ sequence: 4 }), input)).toBe(true);
    expect(hasBegun(shop({ deploying: { sequence: 3 } }), { ...input, backup: kept })).toBe(true);
    expect(hasBegun(shop(), { ...input, backup: kept })).toBe(false);
  });

  it("deploys with a backup of the last 15 minutes only", () => {
    expect(at("2026-11-21T12:20:00Z", aSet())).not.toThrow();
    expect(at("2026-11-21T12:20:01Z", aSet())).toThrow(/too old by now; nothing was changed/u);
    expect(at("2026-11-21T12:06:00Z", aSet({ state: "partial" }))).toThrow(/too old/u);
    expect(at("2026-11-21T12:06:00Z")).toThrow(/too old/u);
  });
});

describe("the backup that is kept for another upgrade", () => {
  it("is the one that was made for the deployment that is unfinished", () => {
    const sets = [aSet({ name: "x-old" }), aSet()];
    expect(keptBackup(shop({ deploying: { sequence: 3, backup: "x-1" } }), sets)).toBe("x-1");
  });

  it("is none when none was made for it, or when it is not whole any more", () => {
    expect(keptBackup(shop({ deploying: { sequence: 3 } }), [aSet()])).toBeUndefined();
    expect(keptBackup(shop(), [aSet()])).toBeUndefined();
    const broken = [aSet({ state: "partial" })];
    expect(keptBackup(shop({ deploying: { sequence: 3, backup: "x-1" } }), broken)).toBeUndefined();
  });
});
