import type { ApplicationPreview, RestorePreview } from "@holdfast/operations";
import { describe, expect, it } from "vitest";
import { planText } from "./restore-plan-text.ts";

const object = (name: string) => ({ kind: "ConfigMap", namespace: "guestbook", name });
const claim = (name: string) => ({ kind: "PersistentVolumeClaim", namespace: "guestbook", name });
const version = { sequence: 2, versionLabel: "1.1.0" };

const noFilters = { backup: {}, restoreExcludes: [] };
const backup = { set: "m-1", name: "m-1-guestbook", uid: "u" };

const application: ApplicationPreview = {
  slug: "guestbook",
  basis: { backup, slug: "guestbook", namespaces: ["guestbook"], covered: [], filters: noFilters, webhooks: [] },
  backedUpAt: "2026-11-21T10:00:00Z",
  readAt: "2026-11-21T11:59:00Z",
  hash: "part",
  covered: [],
  workloads: [],
  plan: {
    backup,
    slug: "guestbook",
    namespaces: ["guestbook"],
    deletions: [],
    wipes: [],
    keeps: [{ ...claim("cache"), uid: "c", reason: "this backup does not hold its data; it stays as it is" }],
  },
  changes: {
    added: Array.from({ length: 12 }, (_, index) => object(`added-${index}`)),
    changed: [
      { ...object("settings"), fields: [{ path: "data.greeting" }] },
      { kind: "Secret", namespace: "guestbook", name: "password", fields: [{ path: "data.password" }] },
    ],
    unchanged: [object("same")],
    lost: [{ ...object("later"), reason: "it was made after the backup" }],
    reapplied: [],
    claims: [
      { ...claim("data"), change: "wiped", sizeBytes: 2048, requested: "1Gi" },
      { ...claim("gone"), change: "returns-empty" },
    ],
  },
  installed: {
    version: { now: { sequence: 3, versionLabel: "1.2.0" }, backup: version },
    config: ["greeting"],
    license: { now: { issue: 4 }, backup: { issue: 3 }, afterwards: "now" },
  },
  input: {
    set: "m-1",
    slug: "guestbook",
    backup: "m-1-guestbook",
    backupUid: "u",
    veleroNamespace: "velero",
    namespaces: ["guestbook"],
    planHash: "part",
  },
};

const preview: RestorePreview = {
  request: {
    set: "m-1",
    scope: { kind: "applications", slugs: ["guestbook"] },
    safety: false,
    allowPartiallyFailed: false,
    accepted: [],
  },
  hash: "a".repeat(64),
  backup: { set: "m-1", scope: "partial", startedAt: "2026-11-21T10:00:00Z" },
  checks: [
    { code: "velero-not-ready", subject: "Velero", result: "passed", message: "Its server answers" },
    {
      code: "storage-class-missing",
      subject: "guestbook",
      result: "needs-acceptance",
      message: "There is no class fast",
    },
  ],
  applications: [application],
  safety: { kind: "declined" },
};

const options = { now: Date.parse("2026-11-21T12:00:00Z"), details: false };

describe("the text of a restore's plan", () => {
  it("says first what stops it and how a person accepts, then what happens", () => {
    const text = planText(preview, options);
    expect(text).toContain("partial; not for disaster recovery");
    expect(text).toContain("TO ACCEPT  guestbook: There is no class fast (--accept storage-class-missing)");
    expect(text).toContain("guestbook 1.2.0 (sequence 3) → 1.1.0 (sequence 2)");
    expect(text).toContain("12 added, 2 changed, 1 made anew as they are, 1 deleted for good");
    expect(text).toContain("1 wiped and filled from the backup, 1 come back EMPTY, 1 kept as they are");
    expect(text).toContain("guestbook/data (2.0 KiB in the backup, asks for 1Gi)");
    expect(text).toContain("changes: greeting");
    expect(text).toContain("issue 4 stays (the backup has issue 3)");
    expect(text).toContain("It cannot be undone");
    expect(text).toContain("How long it takes is not known");
  });

  it("says of which applications the safety snapshot is taken and of which not", () => {
    const safety = { kind: "taken", applications: ["guestbook"], lacks: [], without: ["shop"] } as const;
    const text = planText({ ...preview, safety }, options);
    expect(text).toContain("First a safety snapshot of guestbook is taken");
    expect(text).toContain("No snapshot is taken of shop: what is there now is what the restore left half done");
  });

  it("is one screen of names, and all of them on demand", () => {
    expect(planText(preview, options)).toContain("and 2 more (--details)");
    expect(planText(preview, options)).not.toContain("Its server answers");
    const all = planText(preview, { ...options, details: true });
    expect(all).toContain("ConfigMap guestbook/added-11");
    expect(all).toContain("passed  Velero: Its server answers");
  });

  it("weak point 3: says of a Secret that it changes, and not even which of its fields", () => {
    const text = planText(preview, { ...options, details: true });
    expect(text).toContain("Secret guestbook/password: changed");
    expect(text).not.toContain("data.password");
  });
});
