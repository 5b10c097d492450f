import { examineCoverage, knownApplications } from "@holdfast/operations";
import type { ApplicationCoverage } from "@holdfast/operations";
import type { CommandSpec } from "./command.ts";
import { coverageLines, volumesLine } from "./coverage-text.ts";

const command: CommandSpec = {
  summary: "Show which data of the applications a backup would hold, and which not",
  help: `Nothing is backed up and nothing is changed. Every volume is named, with what it may hold and what its last backup
held. Said are: volumes that are not opted in or cannot be copied, the nodes' own directories, data outside volumes,
databases and object stores that no hook makes consistent, pods that do not run, and reclaim policies.

A file-system backup copies one volume after the other while the application runs: volumes are not of one moment unless
the vendor's hooks see to that.`,
  options: [["--app <slug>", "only this application"]],
  async run(cli, input) {
    const context = await cli.context();
    const slug = input.text("app");
    const slugs = slug === undefined ? (await knownApplications(context)).map((one) => one.slug) : [slug];
    const examined: ApplicationCoverage[] = [];
    for (const one of slugs) examined.push(await examineCoverage(context, one));
    cli.output.result(examined, (all) =>
      all.length === 0 ? "No application is installed." : all.map(describe).join("\n\n"),
    );
  },
};

function describe(coverage: ApplicationCoverage): string {
  return [
    `${coverage.slug}: ${volumesLine(coverage)}.`,
    ...(coverage.shipsBackup ? [] : ["  Its release ships no `kind: Backup`: it is in no backup."]),
    ...coverageLines(coverage).map((line) => `  ${line}`),
  ].join("\n");
}

export default command;
