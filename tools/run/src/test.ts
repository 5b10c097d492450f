/**
 * `test.ts checks unit real journeys matrix`: runs these levels one after the other, all of them even when one fails, and ends
 * with one line that sums up the tests. A level in which nothing ran counts as a failure.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeTotals, readReport, type LevelResult } from "./test-report.ts";
import { runProgram, seconds } from "./run-program.ts";

const checks = ["types", "lint", "format:check", "layers", "unused"];
const levels: Readonly<Record<string, (reports: string) => Promise<readonly LevelResult[]>>> = {
  checks: runChecks,
  unit: (reports) => runTests("unit", reports),
  real: (reports) => runTests("real", reports),
  journeys: (reports) => runTests("journeys", reports),
  matrix: (reports) => runTests("matrix", reports),
};

const reports = await mkdtemp(join(tmpdir(), "holdfast-test-"));
try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  await rm(reports, { recursive: true, force: true });
}

async function main(names: readonly string[]): Promise<number> {
  const results: LevelResult[] = [];
  for (const name of names) {
    const level = levels[name];
    if (level === undefined) throw new Error(`no level ${name}; there are ${Object.keys(levels).join(", ")}`);
    results.push(...(await level(reports)));
  }
  const totals = describeTotals(results);
  process.stdout.write(`\n${totals.table}\n${totals.line}\n`);
  return totals.ok ? 0 : 1;
}

async function runChecks(): Promise<readonly LevelResult[]> {
  const results: LevelResult[] = [];
  for (const script of checks) {
    const ended = await runProgram("npm", ["run", "--silent", script]);
    results.push({ kind: "check", name: script, ok: ended.code === 0, seconds: seconds(ended) });
  }
  return results;
}

async function runTests(project: string, directory: string): Promise<readonly LevelResult[]> {
  const file = join(directory, `${project}.json`);
  const ended = await runProgram("npx", [
    "vitest",
    "run",
    `--project=${project}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const counts = await readReport(file);
  return [{ kind: "tests", name: project, exitCode: ended.code, seconds: seconds(ended), ...counts }];
}
