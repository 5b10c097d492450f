/**
 * `test.ts checks unit real+journeys matrix`: runs these levels one after the other, those joined by `+` beside each
 * other, all of them even when one fails, and ends with one line that sums up the tests. A level in which nothing ran
 * counts as a failure. Ended by a signal it takes the levels that run with it, and the clusters that they leave.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEverything } from "./build-everything.ts";
import { removeForgottenClusters } from "./forgotten-clusters.ts";
import { describeTotals, readReport, type LevelResult } from "./test-report.ts";
import { repository, runProgram, seconds } from "./run-program.ts";

const checks = ["types", "lint", "format:check", "layers", "unused"];
/** Those that start programs: what they start is built before. */
const onPrograms = ["real", "journeys", "matrix"];

const vitest = join(repository, "node_modules/vitest/vitest.mjs");
const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => ending.abort());

const reports = await mkdtemp(join(tmpdir(), "holdfast-test-"));
try {
  process.exitCode = await main(process.argv.slice(2));
} finally {
  await rm(reports, { recursive: true, force: true });
}

async function main(stages: readonly string[]): Promise<number> {
  const results: LevelResult[] = [];
  for (const stage of stages) {
    const names = stage.split("+");
    if (names.some((name) => onPrograms.includes(name))) await buildEverything(ending.signal);
    const prefixed = names.length > 1;
    const ended = await Promise.all(names.map((name) => runLevel(name, prefixed ? `${name.padEnd(8)} | ` : undefined)));
    results.push(...ended.flat());
    if (ending.signal.aborted) return stop();
  }
  const totals = describeTotals(results);
  process.stdout.write(`\n${totals.table}\n${totals.line}\n`);
  return totals.ok ? 0 : 1;
}

function runLevel(name: string, prefix: string | undefined): Promise<readonly LevelResult[]> {
  if (name === "checks") return runChecks();
  if (name === "unit" || onPrograms.includes(name)) return runTests(name, prefix);
  throw new Error(`no level ${name}; there are checks, unit, ${onPrograms.join(", ")}`);
}

/** As a shell says it for a program that was interrupted. */
async function stop(): Promise<number> {
  process.stderr.write("\nStopped. Removing the clusters that the tests have left, if any.\n");
  await removeForgottenClusters();
  return 130;
}

async function runChecks(): Promise<readonly LevelResult[]> {
  const results: LevelResult[] = [];
  for (const script of checks) {
    const ended = await runProgram("npm", ["run", "--silent", script], { signal: ending.signal });
    if (ending.signal.aborted) return results;
    results.push({ kind: "check", name: script, ok: ended.code === 0, seconds: seconds(ended) });
  }
  return results;
}

async function runTests(project: string, prefix: string | undefined): Promise<readonly LevelResult[]> {
  const file = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  // Not through npx, which would keep the signal to itself.
  const ended = await runProgram(process.execPath, [vitest, "run", `--project=${project}`, ...reporters], {
    signal: ending.signal,
    ...(prefix === undefined ? {} : { prefix }),
  });
  const counts = await readReport(file);
  return [{ kind: "tests", name: project, exitCode: ended.code, seconds: seconds(ended), ...counts }];
}
