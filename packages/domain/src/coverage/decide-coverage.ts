import { sortFindings } from "./coverage.ts";
import type { Coverage, CoverageFinding } from "./coverage.ts";
import { judgeClaim } from "./judge-claims.ts";
import { emptyDirVolumes, judgePod } from "./judge-pods.ts";
import type { ApplicationData, OutsideData } from "./application-data.ts";

/** What a backup that is made now would hold of the application's data. */
export function decideCoverage(data: ApplicationData): Coverage {
  const claims = data.claims.map((claim) => judgeClaim(data, claim));
  const findings = [
    ...claims.flatMap(({ findings: found }) => found),
    ...data.pods.flatMap((pod) => judgePod(data, pod)),
    ...data.outside.map(outsideClaims),
  ];
  return {
    volumes: [...claims.map(({ coverage }) => coverage), ...emptyDirVolumes(data)],
    findings: sortFindings(findings),
  };
}

function outsideClaims({ kind, namespace, name }: OutsideData): CoverageFinding {
  return {
    code: "outside-claims",
    level: "serious",
    subject: `${namespace}/${name}`,
    message: `${kind} ${name}: its data lies outside the application's claims; only the object is backed up`,
    remedy: "Its vendor adds hooks that export the data before the backup and import it after the restore",
  };
}
