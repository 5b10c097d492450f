import { Fault, formatProblem } from "@holdfast/domain";
import { lintRelease } from "@holdfast/operations";
import type { LintResult } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  offline: true,
  summary: "Check a release: everything that an installation would refuse, and what is probably not meant",
  help: `Errors are what an installation refuses; the command ends with exit code 2 then. Warnings refuse nothing, unless
--strict is given. Both have file, line and field, and with -o json they are lists.`,
  arguments: [["<release>", "release directory or .tgz"]],
  options: [["--strict", "take warnings for errors"]],
  async run(cli, input) {
    const path = String(input.args[0]);
    const result = await lintRelease(path);
    cli.output.result(viewOf(result), () => describe(result));
    const errors = result.kind === "refused" ? result.problems.length : 0;
    const warnings = result.warnings.length;
    if (errors === 0 && (warnings === 0 || !input.flag("strict"))) return;
    throw new Fault("invalid-release", `The release has ${count(errors, "error")} and ${count(warnings, "warning")}`, {
      remedy: "Correct them; docs/formats/release.md describes the format",
      where: path,
    });
  },
};

function viewOf(result: LintResult) {
  const { warnings } = result;
  if (result.kind === "refused") return { errors: result.problems, warnings };
  const { metadata, manifests, files } = result.release;
  const { slug, versionLabel, sequence } = metadata;
  const counts = { objects: manifests.length, files: files.size };
  return { slug, versionLabel, sequence, ...counts, errors: [], warnings, notes: result.notes };
}

function describe(result: LintResult): string {
  const warnings = result.warnings.map((warning) => `warning: ${formatProblem(warning)}`);
  if (result.kind === "refused") {
    return [...result.problems.map((problem) => `error: ${formatProblem(problem)}`), ...warnings].join("\n");
  }
  const { metadata, manifests, files } = result.release;
  const { slug, versionLabel, sequence } = metadata;
  const counts = `${files.size} files, ${manifests.length} objects, ${count(warnings.length, "warning")}`;
  const head = `${slug} ${versionLabel} (sequence ${sequence}) is well formed: ${counts}.`;
  return [head, ...warnings, ...result.notes].join("\n");
}

function count(found: number, what: string): string {
  return `${found === 0 ? "no" : found} ${what}${found === 1 ? "" : "s"}`;
}

export default command;
