import type { MemberDetail } from "@holdfast/operations";
import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { viewMember } from "./member-view.ts";

const none = { kind: "known", value: [] } as const;
const detail: MemberDetail = {
  member: { name: "m-1-guestbook", part: { kind: "application", slug: "guestbook" }, stage: "completed" },
  transfers: [],
  volumes: none,
  held: none,
  hooks: none,
  warnings: none,
  errors: none,
  findings: [],
};

function hooksOf(hook: Partial<HookRun>) {
  const execution: HookRun = {
    kind: "pre",
    source: "spec",
    name: "dump",
    place: { kind: "unknown", reason: "Velero's log does not tell it" },
    output: { kind: "known", stdout: "", stderr: "" },
    outcome: { kind: "succeeded" },
    ...hook,
  };
  return viewMember({ ...detail, hooks: { kind: "known", value: [execution] } }).hooks;
}

describe("a member's hooks", () => {
  it("carry no namespace and no pod when Velero's log names none", () => {
    const [hook] = hooksOf({ container: "postgres" });
    expect(hook).toMatchObject({ name: "dump", container: "postgres", exitCode: 0 });
    expect(hook?.missing).toEqual(["pod: Velero's log does not tell it"]);
    expect(hook).not.toHaveProperty("namespace");
    expect(hook).not.toHaveProperty("pod");
  });

  it("carry them when it does", () => {
    expect(hooksOf({ place: { kind: "pod", namespace: "guestbook", pod: "db-0" } })).toMatchObject([
      { namespace: "guestbook", pod: "db-0" },
    ]);
  });

  it("name the pods among which one ran them", () => {
    const pods = ["db-0", "db-1"].map((pod) => ({ namespace: "guestbook", pod }));
    expect(hooksOf({ place: { kind: "one-of", pods } })[0]?.missing).toEqual([
      "pod: one of guestbook/db-0, guestbook/db-1",
    ]);
  });
});

describe("a member's volumes", () => {
  const away = { kind: "unknown", reason: "The store is away." } as const;

  it("are what was kept of them when the destination cannot be read", () => {
    const value = [
      { name: "guestbook/data", outcome: { kind: "held", sizeBytes: 5 } },
      { name: "guestbook/db-0/tmp", outcome: { kind: "not-held", reason: "excluded" } },
    ] as const;
    const held = { kind: "kept", value, readAt: "then", reason: "away" } as const;
    const { volumes, volumesUnread } = viewMember({ ...detail, volumes: away, held });
    expect(volumes).toMatchObject([
      { namespace: "guestbook", claim: "data", stage: "completed", bytesTotal: 5 },
      { namespace: "guestbook", pod: "db-0", volume: "tmp", stage: "skipped", message: "excluded" },
    ]);
    expect(volumesUnread).toBeUndefined();
  });

  it("are not known when nothing was kept, which is not none", () => {
    expect(viewMember({ ...detail, volumes: away, held: away })).toMatchObject({
      volumes: [],
      volumesUnread: "The store is away.",
    });
    expect(viewMember(detail)).not.toHaveProperty("volumesUnread");
  });
});
