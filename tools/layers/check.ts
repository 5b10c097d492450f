/** Runs dependency-cruiser over the workspace with the layer table of `.dependency-cruiser.mjs`. */
import { globSync } from "node:fs";
import { cruise, type ICruiseResult, type IViolation } from "dependency-cruiser";
import configuration from "../../.dependency-cruiser.mjs";
import { judge } from "./judge.ts";

const sources = globSync(["packages/*/{src,test-support}/**/*.{ts,tsx}", "e2e/{src,journeys}/**/*.ts"]);

const { output } = await cruise(["packages", "e2e"], {
  ruleSet: { forbidden: configuration.forbidden },
  validate: true,
  ...configuration.options,
});
const { modules, summary } = output as ICruiseResult;

function describeViolation(violation: IViolation): string {
  const cycle = (violation.cycle ?? []).map(({ name }) => name).join(" → ");
  const rule = configuration.forbidden.find(({ name }) => name === violation.rule.name);
  return `${violation.rule.name}: ${violation.from} → ${cycle === "" ? violation.to : cycle}\n  ${rule?.comment ?? ""}`;
}

const verdict = judge({
  sources,
  modules: modules.map(({ source, dependencies }) => ({ source, imports: dependencies.length })),
  violations: summary.violations.map(describeViolation),
});
process.stdout.write(`${verdict.lines.join("\n")}\n`);
process.exitCode = verdict.ok ? 0 : 1;
