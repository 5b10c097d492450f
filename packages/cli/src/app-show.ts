import { formatReference, showApplication } from "@holdfast/operations";
import type { ApplicationState, ApplicationView } from "@holdfast/operations";
import { coverageLines, volumesLine } from "./coverage-text.ts";
import { formatTable, formatValue } from "./output.ts";
import type { CommandSpec } from "./command.ts";

const command: CommandSpec = {
  summary: "Show an application: state, license, config, releases, its kind: Backup and manifests",
  help: "Values of Secrets, passwords and generated values are masked.",
  arguments: [["<slug>", "the application"]],
  options: [["--manifests", "print the rendered manifests instead, as YAML"]],
  async run(cli, input) {
    const view = await showApplication(await cli.context(), String(input.args[0]));
    if (input.flag("manifests")) {
      cli.output.result(view.manifests, (manifests) =>
        manifests.map((manifest) => formatValue(manifest, "yaml")).join("\n---\n"),
      );
      return;
    }
    cli.output.result(view, describe);
  },
};

function describe(view: ApplicationView): string {
  return [
    `${view.title} (${view.slug})`,
    `Version     ${view.versionLabel}, sequence ${view.sequence}`,
    `Namespaces  ${view.namespaces.join(", ")}`,
    `State       ${describeState(view.state)}`,
    ...(view.restoredFrom === undefined
      ? []
      : [`Data        restored from ${view.restoredFrom.set} on ${view.restoredFrom.at} by ${view.restoredFrom.by}`]),
    ...(view.copyOf === undefined ? [] : [`Copy of     ${view.copyOf.slug} from the backup ${view.copyOf.set}`]),
    `Vendor key  ${view.keyId}`,
    "",
    ...describeLicense(view),
    "",
    "Config",
    indent(describeConfig(view)),
    "",
    "Stored releases",
    indent(view.releases.map((one) => `${one.sequence}  ${one.versionLabel}  stored ${one.storedAt}`).join("\n")),
    "",
    ...describeBeforeUpgrade(view),
    "",
    ...describeCoverage(view),
    "",
    ...describeBackup(view),
    "",
    `Manifests   ${view.manifests.length} objects; --manifests prints them`,
  ].join("\n");
}

function describeState(state: ApplicationState): string {
  switch (state.kind) {
    case "ready":
      return "Ready";
    case "not-ready":
      return ["not Ready", ...state.reasons.map((reason) => `              ${reason}`)].join("\n");
    case "deploying":
      return `the release with sequence ${state.sequence} is being deployed, or was interrupted: run that command again`;
  }
}

function describeLicense({ slug, license, allows, restarts }: ApplicationView): readonly string[] {
  if (license === undefined) return ["License     none is stored"];
  const expiry = license.expires === undefined ? "never" : `${license.expires}${license.expired ? " (EXPIRED)" : ""}`;
  return [
    "License",
    `  Customer   ${license.customer}`,
    `  Id         ${license.id}, issue ${license.issue}, key ${license.keyId}`,
    `  Expires    ${expiry}`,
    ...describeAllowed(allows),
    ...(restarts.length === 0
      ? []
      : [
          `  Restart    ${restarts.map(({ workload }) => formatReference(workload)).join(", ")}: not all of the license has`,
          `             reached them yet; holdfast app license update ${slug} --restart`,
        ]),
    ...Object.entries(license.fields).map(([name, value]) => `  ${name} = ${String(value)}`),
  ];
}

/** New backups may be refused; restoring, undoing and deleting never are. */
function describeAllowed(allows: ApplicationView["allows"]): readonly string[] {
  const refused = allows.find((one) => one.kind === "refused");
  if (refused?.kind !== "refused") return ["  Backups    allowed"];
  const free = allows.filter((one) => one.kind === "allowed").map(({ work }) => work.replaceAll("-", " "));
  return [`  Backups    NOT allowed. ${refused.reason}`, `             Always allowed: ${free.join(", ")}`];
}

function describeConfig({ config }: ApplicationView): string {
  if (config.length === 0) return "This release asks for nothing.";
  return formatTable(config, [
    { title: "ITEM", value: ({ name }) => name },
    { title: "VALUE", value: ({ value }) => (value.length > 60 ? `${value.slice(0, 57)}...` : value) },
    { title: "FROM", value: ({ origin }) => origin },
    { title: "TITLE", value: ({ title }) => title },
  ]);
}

function describeBeforeUpgrade({ slug, beforeUpgrade }: ApplicationView): readonly string[] {
  if (beforeUpgrade.kind === "unknown") return [`Going back  backups UNKNOWN: ${beforeUpgrade.reason}`];
  const { backup } = beforeUpgrade;
  if (backup === undefined) return ["Going back  no backup from before an upgrade; manifests only"];
  return [
    `Going back  ${backup.set}: version ${backup.versionLabel}, sequence ${backup.sequence}, made at ${backup.createdAt}`,
    `            holdfast app rollback ${slug} --with-data`,
  ];
}

function describeCoverage({ coverage }: ApplicationView): readonly string[] {
  if (coverage.kind === "unknown") return [`Its data    UNKNOWN what a backup would hold of it: ${coverage.reason}`];
  return [
    `Its data    ${volumesLine(coverage.coverage)}`,
    ...coverageLines(coverage.coverage).map((line) => `  ${line}`),
  ];
}

function describeBackup({ backup }: ApplicationView): readonly string[] {
  if (backup === undefined)
    return ["Backup      this release has no kind: Backup; the application cannot be backed up"];
  return [
    `Backup      kind: Backup ${backup.name}, ${backup.file}:${backup.line}`,
    indent(formatValue(backup.spec, "yaml")),
  ];
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

export default command;
