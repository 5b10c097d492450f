import type { MemberDetail } from "@holdfast/operations";
import type { HookExecution } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { viewMember } from "./member-view.ts";

function hooksOf(hook: Partial<HookExecution>) {
  const none = { kind: "known", value: [] } as const;
  const execution = { hook: "dump", stdout: "", stderr: "", outcome: { kind: "succeeded" }, ...hook } as const;
  const detail: MemberDetail = {
    member: { name: "m-1-guestbook", part: { kind: "application", slug: "guestbook" }, stage: "completed" },
    transfers: [],
    volumes: none,
    held: none,
    hooks: { kind: "known", value: [execution] },
    warnings: none,
    errors: none,
    meanings: [],
  };
  return viewMember(detail).hooks;
}

describe("a member's hooks", () => {
  it("carry no namespace and no pod when Velero's log names none", () => {
    const [hook] = hooksOf({ container: "postgres" });
    expect(hook).toMatchObject({ name: "dump", container: "postgres" });
    expect(hook).not.toHaveProperty("namespace");
    expect(hook).not.toHaveProperty("pod");
  });

  it("carry them when it does", () => {
    expect(hooksOf({ namespace: "guestbook", pod: "db-0" })).toMatchObject([{ namespace: "guestbook", pod: "db-0" }]);
  });
});
