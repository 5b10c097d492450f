import type { MemberDetail } from "@holdfast/operations";
import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { viewMember } from "./member-view.ts";

function hooksOf(hook: Partial<HookRun>) {
  const none = { kind: "known", value: [] } as const;
  const execution: HookRun = {
    kind: "pre",
    source: "spec",
    name: "dump",
    place: { kind: "unknown", reason: "Velero's log does not tell it" },
    output: { kind: "known", stdout: "", stderr: "" },
    outcome: { kind: "succeeded" },
    ...hook,
  };
  const detail: MemberDetail = {
    member: { name: "m-1-guestbook", part: { kind: "application", slug: "guestbook" }, stage: "completed" },
    transfers: [],
    volumes: none,
    held: none,
    hooks: { kind: "known", value: [execution] },
    warnings: none,
    errors: none,
    findings: [],
  };
  return viewMember(detail).hooks;
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
});
