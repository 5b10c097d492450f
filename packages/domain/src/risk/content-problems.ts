import type { BackupSet } from "../backup-set/backup-set.ts";
import { lackingData } from "./lacking-data.ts";
import { valueOf } from "./risk-facts.ts";
import type { RiskFacts } from "./risk-facts.ts";
import type { StatusProblem, StatusView } from "./status-view.ts";

/** What the backups that count left out: of the newest full one, and of each application's last good one. */
export function contentProblems(
  facts: RiskFacts,
  { applications }: Pick<StatusView, "applications">,
): readonly StatusProblem[] {
  const { sets, installation } = facts;
  const own = valueOf(installation);
  const all = (valueOf(sets) ?? []).filter((set) => set.origin === "holdfast" && set.instance === own);
  const newestFull = all.find(({ scope, state }) => scope === "full" && state !== "running" && state !== "deleting");
  const slugs = new Set(applications.map(({ slug }) => slug));
  const leftOut = (newestFull?.notIncluded ?? [])
    .filter(({ part }) => slugs.has(part))
    .map(({ part, reason }): StatusProblem => ({
      code: "left-out",
      subject: { kind: "application", slug: part },
      message: `The last full backup left ${part} out: ${reason}`,
      remedy: `holdfast app show ${part}`,
    }));
  const byName = new Map(all.map((set) => [set.name, set]));
  const lacking = applications.flatMap(({ slug, lastGood }) => notCovered(slug, byName.get(lastGood?.set ?? "")));
  return [...leftOut, ...lacking, ...elsewhere(facts)];
}

function notCovered(slug: string, set: BackupSet | undefined): readonly StatusProblem[] {
  const member = set?.members.find(({ part }) => part.kind === "application" && part.slug === slug);
  const lacking = member === undefined ? undefined : lackingData([member]);
  if (lacking === undefined) return [];
  return [
    {
      code: "data-not-covered",
      subject: { kind: "application", slug },
      message: `The last good backup of ${slug} does not hold all of its data: ${lacking}`,
      remedy: `holdfast backup coverage --app ${slug}`,
    },
  ];
}

/** Backups that somebody might think count, and that do not. */
function elsewhere({ sets, installation }: RiskFacts): readonly StatusProblem[] {
  const own = valueOf(installation);
  const all = valueOf(sets) ?? [];
  const outside = all.filter(({ origin }) => origin !== "holdfast").length;
  const others = all.filter(({ origin, instance }) => origin === "holdfast" && instance !== own).length;
  return [
    ...notCounted(outside, "made outside Holdfast", "what can be brought back from them is not known"),
    ...notCounted(others, "of another installation", "this installation did not make them"),
  ];
}

function notCounted(count: number, which: string, why: string): readonly StatusProblem[] {
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? "backup" : "backups"} ${which} ${count === 1 ? "is" : "are"} not counted: ${why}.`;
  const remedy = "Make one with this installation: holdfast backup create";
  return [{ code: "made-elsewhere", subject: { kind: "instance" }, message, remedy }];
}
