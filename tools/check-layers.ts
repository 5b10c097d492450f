/**
 * Runs dependency-cruiser over the workspace with the layer table.
 * Fails as well when it saw fewer modules than the tree has: a parser that reads nothing reports no violations.
 */
import { globSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import configuration from "../.dependency-cruiser.mjs";

const roots = ["packages", "e2e"].filter((root) => globSync(`${root}/**/*.ts`).length > 0);
const sources = globSync(["packages/*/{src,test-support}/**/*.{ts,tsx}", "e2e/{src,journeys}/**/*.ts"]);

const { output } = await cruise(roots, {
  ruleSet: { forbidden: configuration.forbidden },
  validate: true,
  ...configuration.options,
});
const { modules, summary } = output as ICruiseResult;

const seen = new Set(modules.map((module) => module.source));
const missed = sources.filter((source) => !seen.has(source));
const dependencies = modules.reduce((sum, module) => sum + module.dependencies.length, 0);
for (const violation of summary.violations) {
  const path = (violation.cycle ?? []).map((step) => step.name).join(" → ");
  process.stdout.write(`${violation.rule.name}: ${violation.from} → ${path === "" ? violation.to : path}\n`);
  const rule = configuration.forbidden.find(({ name }) => name === violation.rule.name);
  process.stdout.write(`  ${rule?.comment ?? ""}\n`);
}
for (const source of missed) process.stdout.write(`not cruised: ${source}\n`);
process.stdout.write(
  `layers: ${modules.length} modules, ${dependencies} imports, ${summary.violations.length} violations\n`,
);
process.exitCode = summary.violations.length > 0 || missed.length > 0 || dependencies < sources.length ? 1 : 0;
