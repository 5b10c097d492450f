import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { describeTotals, readReport, type LevelResult } from "./test-report.ts";

const tests = (counts: Partial<Extract<LevelResult, { kind: "tests" }>>): LevelResult => ({
  kind: "tests",
  name: "unit",
  exitCode: 0,
  seconds: 1,
  passed: 3,
  failed: 0,
  skipped: 0,
  ...counts,
});

test("the last line sums tests and checks", () => {
  const totals = describeTotals([{ kind: "check", name: "types", ok: true, seconds: 1 }, tests({})]);
  expect(totals).toMatchObject({ ok: true, line: "4 passed, 0 failed" });
});

test("a level in which nothing ran has failed", () => {
  expect(describeTotals([tests({}), tests({ passed: 0 })])).toMatchObject({ ok: false, line: "3 passed, 1 failed" });
});

test("a run that ended badly without a failed test has failed", () => {
  expect(describeTotals([tests({ exitCode: 1 })])).toMatchObject({ ok: false, line: "3 passed, 1 failed" });
  expect(describeTotals([tests({ exitCode: 1, failed: 2 })])).toMatchObject({ line: "3 passed, 2 failed" });
});

test("a file that could not be loaded counts as a failed test", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "test-report-")), "report.json");
  await writeFile(
    file,
    JSON.stringify({ numPassedTests: 2, testResults: [{ status: "failed", assertionResults: [] }] }),
  );
  expect(await readReport(file)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  await rm(dirname(file), { recursive: true });
});

test("without a report nothing was counted", async () => {
  expect(await readReport("/nowhere/report.json")).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
