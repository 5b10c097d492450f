import type { HookExecution } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { hookLines } from "./detail-text.ts";

const hook: HookExecution = {
  hook: "dump",
  phase: "pre",
  stdout: "",
  stderr: "",
  outcome: { kind: "succeeded" },
};

describe("the line of a hook", () => {
  it.each([
    [{ namespace: "guestbook", pod: "db-0", container: "postgres" }, " in guestbook/db-0, container postgres"],
    [{ namespace: "guestbook", pod: "db-0" }, " in guestbook/db-0"],
    [{ pod: "db-0" }, " in db-0"],
    [{ container: "postgres" }, " in container postgres"],
    [{}, ""],
  ])("says where it ran as far as Velero told: %j", (known, where) => {
    expect(hookLines({ ...hook, ...known })).toEqual([`pre dump${where}: succeeded`]);
  });
});
