/**
 * `make bench [ONLY=name]`: runs the benchmarks one after the other and prints a line per figure. Those that take the
 * machine for a quarter of an hour run only when they are named.
 */
import { resultLine, type Result } from "./result.ts";

const benchmarks: Readonly<Record<string, () => Promise<{ readonly measure: () => Promise<readonly Result[]> }>>> = {
  "kubernetes-client": () => import("./kubernetes-client.ts"),
  "cli-list": () => import("./cli-list.ts"),
  status: () => import("./status.ts"),
  "backup-set": () => import("./backup-set.ts"),
  restore: () => import("./restore.ts"),
  server: () => import("./server.ts"),
  retention: () => import("./retention.ts"),
  schedules: () => import("./schedules.ts"),
  "local-cluster": () => import("./local-cluster.ts"),
  programs: () => import("./programs.ts"),
};

const onlyWhenNamed: readonly string[] = ["programs"];

const only = process.argv.slice(2);
const unknown = only.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(", ")}. Known: ${Object.keys(benchmarks).join(", ")}\n`);
  process.exit(2);
}

let missed = 0;
let ran = 0;
for (const [name, load] of Object.entries(benchmarks)) {
  if (only.length > 0 ? !only.includes(name) : onlyWhenNamed.includes(name)) continue;
  ran++;
  process.stdout.write(`${name}\n`);
  const results = await (await load()).measure();
  for (const result of results) process.stdout.write(`  ${resultLine(result)}\n`);
  missed += results.filter(({ held }) => !held).length;
}
if (only.length === 0) process.stdout.write(`Not run, since they take long: ${onlyWhenNamed.join(", ")}\n`);
if (ran > 0) process.stdout.write(missed === 0 ? "All limits held.\n" : `${missed} limits missed.\n`);
process.exitCode = missed === 0 ? 0 : 1;
