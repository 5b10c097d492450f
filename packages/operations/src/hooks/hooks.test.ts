import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { withUnlogged } from "./backup-hooks.ts";
import { hideSecrets } from "./hide-secrets.ts";

const run: HookRun = {
  kind: "pre",
  source: "spec",
  name: "dump",
  place: { kind: "pod", namespace: "n", pod: "p" },
  command: "[dump --password hunter22]",
  output: { kind: "known", stdout: "using hunter22\n", stderr: "" },
  outcome: { kind: "failed", exitCode: 1, error: "exit code 1" },
};

describe("a hook that is shown or kept", () => {
  it("holds no password of the application's config", () => {
    const [hidden] = hideSecrets([run], { kind: "known", values: ["hunter22"] });
    expect(JSON.stringify(hidden)).not.toContain("hunter22");
    expect(hidden).toMatchObject({ name: "dump", outcome: run.outcome });
  });

  it("holds neither command nor output when the passwords cannot be read, and says why", () => {
    const [hidden] = hideSecrets([run], { kind: "unknown", reason: "shop is not installed here" });
    expect(JSON.stringify(hidden)).not.toContain("hunter22");
    expect(hidden?.output).toMatchObject({ kind: "missing", reason: expect.stringContaining("shop is not") as string });
  });
});

describe("hooks that Velero counts", () => {
  it("are known when its log holds as many", () => {
    expect(withUnlogged([run], { attempted: 1, failed: 1 })).toEqual({ kind: "known", value: [run] });
    expect(withUnlogged([], undefined)).toEqual({ kind: "known", value: [] });
  });

  it("are unknown when its log holds none of them", () => {
    expect(withUnlogged([], { attempted: 2, failed: 1 })).toMatchObject({ kind: "unknown" });
  });

  it("are said not to have run when a hook before them failed", () => {
    const reading = withUnlogged([run], { attempted: 3, failed: 1 });
    expect(reading).toMatchObject({ value: [run, { name: "(2 more)", outcome: { kind: "not-run" } }] });
  });
});
