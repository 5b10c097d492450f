import type { Finding as Diagnosed, Findings, NotificationEvent, Outbox } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { readReport } from "../reports/store-report.ts";

/** Reports are read of so many new failures in one look; the others are told in Velero's words. */
const mostReports = 10;

type Found = Findings["findings"][number];

/** Backups that are about to be told as failed, with the cause and the remedy that their reports name. */
export async function explainFailures(
  context: Context,
  findings: Findings,
  outbox: Outbox | undefined,
): Promise<Findings> {
  const fresh = findings.findings.filter((finding) => isFresh(finding, outbox)).slice(0, mostReports);
  const explained = new Map<Found, Found>();
  for (const finding of fresh) {
    if (finding.stage !== "happened") continue;
    const event = explain(finding.event, await diagnosesOf(context, finding.event));
    explained.set(finding, { ...finding, event });
  }
  return { ...findings, findings: findings.findings.map((finding) => explained.get(finding) ?? finding) };
}

function isFresh(finding: Found, outbox: Outbox | undefined): boolean {
  if (finding.stage !== "happened" || finding.event.kind !== "backup-failed" || outbox === undefined) return false;
  const { key, state, at } = finding.event;
  return outbox.told[key]?.state !== state && Date.parse(at) > Date.parse(outbox.since);
}

async function diagnosesOf(context: Context, { key }: NotificationEvent): Promise<readonly Diagnosed[]> {
  const report = await readReport(context, key.slice(key.indexOf("/") + 1));
  return report?.members.flatMap((member) => member.findings) ?? [];
}

/** What no rule knows is better said in Velero's own words, which are there already. */
function explain(event: NotificationEvent, diagnoses: readonly Diagnosed[]): NotificationEvent {
  const known = diagnoses.filter(({ code, safeToIgnore }) => code !== "unknown" && safeToIgnore !== "yes");
  const [first] = known;
  if (first === undefined) return event;
  const causes = [...new Set(known.map(({ cause }) => cause))];
  const evidence = first.evidence[0] === undefined ? [] : [first.evidence[0]];
  return { ...event, cause: [...causes, ...evidence].join(" "), remedy: first.remedy.join(" ") };
}
