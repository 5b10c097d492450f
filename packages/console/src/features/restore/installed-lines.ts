import type { PlannedApplicationView } from "@holdfast/api";

/** What becomes of version, settings and license, a sentence each. */
export function installedLines({ installed }: PlannedApplicationView): readonly string[] {
  return [versionLine(installed), ...configLines(installed), ...licenseLines(installed)];
}

type Installed = PlannedApplicationView["installed"];

function versionLine({ version: { now, backup } }: Installed): string {
  if (now === undefined) return `Version ${backup.versionLabel}; it is not installed now`;
  if (now.sequence === backup.sequence) return `Version ${backup.versionLabel}, as now`;
  return `Version ${backup.versionLabel} instead of ${now.versionLabel}`;
}

function configLines({ config }: Installed): readonly string[] {
  return config.length === 0
    ? []
    : [`Settings as in the snapshot: ${config.join(", ")} ${config.length === 1 ? "is" : "are"} changed`];
}

function licenseLines({ license: { afterwards, now, backup } }: Installed): readonly string[] {
  switch (afterwards) {
    case "now":
      return now?.issue === backup?.issue ? [] : ["The license stays the present one: it is never rolled back"];
    case "backup":
      return now === undefined
        ? ["The license comes from the snapshot"]
        : ["The snapshot's license is newer and replaces the present one"];
    case "none":
      return ["No license: the snapshot holds none"];
  }
}
