import type { HookRun } from "@holdfast/domain";
import { describe, expect, it } from "vitest";
import { withUnlogged } from "./backup-hooks.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { showableResults } from "./showable-results.ts";

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

const said = (message: string) => ({ scope: { kind: "velero" }, message }) as const;

describe("warnings and errors that are shown", () => {
  const read = {
    kind: "known",
    value: {
      warnings: [said("dump hunter22 failed")],
      errors: [said("dial postgres://app:pa55word@db:5432: refused")],
    },
  } as const;

  it("hold no password of the application's config and nothing that looks like one", async () => {
    const shown = await showableResults(read, () => Promise.resolve({ kind: "known", values: ["hunter22"] }));
    expect(JSON.stringify(shown)).not.toMatch(/hunter22|pa55word/u);
    expect(shown).toMatchObject({
      errors: { kind: "known", value: [{ message: expect.stringContaining("refused") as string }] },
    });
  });

  it("ask for no passwords when there are none of them", async () => {
    const nothing = { kind: "known", value: { warnings: [], errors: [] } } as const;
    const shown = await showableResults(nothing, () => Promise.reject(new Error("asked")));
    expect(shown).toEqual({ warnings: { kind: "known", value: [] }, errors: { kind: "known", value: [] } });
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
