import type { Check } from "@holdfast/domain";
import type { RestorePreview } from "@holdfast/operations";
import { describe, expect, test } from "vitest";
import { viewPlan } from "./restore-plan-view.ts";

const checks: readonly Check[] = [
  { code: "velero-not-ready", subject: "Velero", result: "passed", message: "Its server answers" },
  { code: "safety-incomplete", subject: "shop", result: "needs-acceptance", message: "It cannot hold shop/cache" },
  { code: "backup-damaged", subject: "notes", result: "refused", message: "A part is gone", remedy: "Take another" },
];

function preview(accepted: readonly string[]): RestorePreview {
  return {
    request: {
      set: "m-1",
      scope: { kind: "applications", slugs: ["shop", "notes"] },
      safety: true,
      allowPartiallyFailed: false,
      accepted,
    },
    hash: "a-plan",
    backup: { set: "m-1", scope: "full", startedAt: "2026-11-21T10:00:00Z" },
    checks,
    applications: [],
    safety: { kind: "taken", applications: ["shop"], lacks: [{ namespace: "shop", name: "cache" }] },
  };
}

function stopping(accepted: readonly string[]): readonly string[] {
  return viewPlan(preview(accepted)).checks.flatMap(({ code, stops }) => (stops ? code : []));
}

describe("a plan over HTTP", () => {
  test("says of every check whether it stops the restore, with what was accepted so far", () => {
    expect(stopping([])).toEqual(["safety-incomplete", "backup-damaged"]);
    expect(stopping(["safety-incomplete", "backup-damaged"])).toEqual(["backup-damaged"]);
  });

  test("names the volumes that the safety snapshot cannot hold, and how long it is kept", () => {
    expect(viewPlan(preview([])).safety).toEqual({
      kind: "taken",
      applications: ["shop"],
      lacks: ["shop/cache"],
      keptDays: 7,
    });
  });

  test("names the applications that are not in the safety snapshot", () => {
    const safety = { kind: "taken", applications: ["shop"], lacks: [], without: ["notes"] } as const;
    expect(viewPlan({ ...preview([]), safety }).safety).toMatchObject({ applications: ["shop"], without: ["notes"] });
  });

  test("says what has to be typed, and the same restore at the command line", () => {
    expect(viewPlan(preview(["safety-incomplete"]))).toMatchObject({
      confirmation: "shop,notes",
      command: "holdfast restore create --from-backup m-1 --app shop --app notes --accept safety-incomplete",
    });
  });
});
