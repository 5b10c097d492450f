import { describe, expect, it } from "vitest";
import { judge } from "./judge.ts";

const modules = [
  { source: "a.ts", imports: 1 },
  { source: "b.ts", imports: 1 },
];

describe("judge", () => {
  it("accepts a tree that was read whole without a violation", () => {
    expect(judge({ sources: ["a.ts", "b.ts"], modules, violations: [] }).ok).toBe(true);
  });

  it("fails on a violation", () => {
    expect(judge({ sources: ["a.ts", "b.ts"], modules, violations: ["a → b"] }).ok).toBe(false);
  });

  it("fails when a file was not read", () => {
    const verdict = judge({ sources: ["a.ts", "b.ts", "c.ts"], modules, violations: [] });
    expect(verdict.ok).toBe(false);
    expect(verdict.lines).toContain("not read: c.ts");
  });

  it("fails when files were listed but hardly an import was found in them", () => {
    const blind = modules.map(({ source }) => ({ source, imports: 0 }));
    expect(judge({ sources: ["a.ts", "b.ts"], modules: blind, violations: [] }).ok).toBe(false);
    expect(judge({ sources: [], modules: [], violations: [] }).ok).toBe(false);
  });
});
