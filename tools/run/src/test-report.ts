import { readFile } from "node:fs/promises";

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export type LevelResult =
  | { readonly kind: "check"; readonly name: string; readonly ok: boolean; readonly seconds: number }
  | ({
      readonly kind: "tests";
      readonly name: string;
      readonly exitCode: number;
      readonly seconds: number;
    } & TestCounts);

/** Vitest's JSON report. A run that died before it wrote one has counted nothing. */
export async function readReport(file: string): Promise<TestCounts> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return countTests(JSON.parse(text) as Partial<VitestReport>);
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that could not even be loaded has no tests; it counts as one that failed. */
function countTests(report: Partial<VitestReport>): TestCounts {
  const unloaded = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + unloaded.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/** Passed checks count as passed, too: "0 failed" must mean that nothing failed. */
export function describeTotals(results: readonly LevelResult[]): {
  readonly ok: boolean;
  readonly table: string;
  readonly line: string;
} {
  const counted = results.map((result) => ({ result, counts: countsOf(result) }));
  const passed = counted.reduce((sum, { counts }) => sum + counts.passed, 0);
  const failed = counted.reduce((sum, { counts }) => sum + counts.failed, 0);
  const rows = counted.map(({ result, counts }) => {
    const time = `${result.seconds.toFixed(0)} s`.padStart(7);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    const ran =
      result.kind === "check"
        ? result.ok
          ? "ok"
          : "FAILED"
        : `${counts.passed} passed, ${counts.failed} failed${skipped}`;
    return `${result.name.padEnd(14)}${time}  ${ran}`;
  });
  return { ok: failed === 0 && passed > 0, table: rows.join("\n"), line: `${passed} passed, ${failed} failed` };
}

function countsOf(result: LevelResult): TestCounts {
  switch (result.kind) {
    case "check":
      return { passed: result.ok ? 1 : 0, failed: result.ok ? 0 : 1, skipped: 0 };
    case "tests": {
      const nothingRan = result.passed + result.failed === 0;
      // Vitest also fails for what no test is to blame for: an unhandled rejection, a set-up that did not come up.
      const unexplained = result.exitCode !== 0 && result.failed === 0;
      return { ...result, failed: nothingRan || unexplained ? Math.max(1, result.failed) : result.failed };
    }
  }
}
