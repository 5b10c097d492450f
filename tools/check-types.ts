/** Type-checks every project of the workspace, two at a time, and ends with 1 when any has a fault. */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";

const projects = globSync([
  "tsconfig.json",
  "packages/*/tsconfig*.json",
  "e2e/tsconfig.json",
  "samples/*/tsconfig.json",
]).sort();

async function check(project: string): Promise<boolean> {
  const child = spawn("tsc", ["--noEmit", "--pretty", "-p", project], { stdio: ["ignore", "pipe", "inherit"] });
  let report = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (report += text));
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (status !== 0) process.stdout.write(`${project}\n${report}\n`);
  return status === 0;
}

async function checkNext(results: boolean[]): Promise<void> {
  for (let project = projects.shift(); project !== undefined; project = projects.shift()) {
    results.push(await check(project));
  }
}

const results: boolean[] = [];
await Promise.all([checkNext(results), checkNext(results)]);
process.stdout.write(`types: ${results.length} projects, ${results.filter((ok) => !ok).length} with faults\n`);
process.exitCode = results.every(Boolean) ? 0 : 1;
