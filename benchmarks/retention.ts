/** What rules decide about 10,000 backups, and the calendar of their next 90 days. There is no peer: Velero has no rules. */
import { decideRetention, forecastRetention } from "@holdfast/domain";
import type { BackupSet, RetentionFacts } from "@holdfast/domain";
import { figures } from "./measure.ts";
import type { Result } from "./result.ts";

const count = 10_000;
const turns = 5;
const hour = 3600 * 1000;
const now = Date.parse("2026-06-30T00:00:00Z");
const rules = { keepForHours: 720, keepLast: 20, daily: 30, weekly: 8, monthly: 12, yearly: 5 };

export async function measure(): Promise<readonly Result[]> {
  const facts = manyBackups();
  const deciding = timed(() => void decideRetention(facts, now));
  const until = now + 90 * 24 * hour;
  const forecasting = timed(() => {
    forecastRetention(facts, { from: now, until, timeZone: "Europe/Berlin", planned: [] });
  });
  return Promise.resolve([
    {
      what: `rules decided about ${count} backups (median of ${turns})`,
      unit: "ms",
      ours: deciding,
      limit: "under 1 s",
      held: deciding < 1000,
    },
    {
      what: `calendar of 90 days with ${count} backups (median of ${turns})`,
      unit: "ms",
      ours: forecasting,
      limit: "under 5 s",
      held: forecasting < 5000,
    },
  ]);
}

function timed(run: () => void): number {
  const times = Array.from({ length: turns }, () => {
    const begun = performance.now();
    run();
    return performance.now() - begun;
  });
  return figures(times).median;
}

/** One each hour, every fourth a full one, in two destinations. */
function manyBackups(): RetentionFacts {
  const sets = Array.from({ length: count }, (_, index): BackupSet => {
    const name = `set-${index}`;
    const full = index % 4 === 0;
    return {
      name,
      origin: "holdfast",
      scope: full ? "full" : "partial",
      state: index % 17 === 0 ? "partial" : "complete",
      members: [
        { name: `${name}-guestbook`, part: { kind: "application", slug: "guestbook" }, stage: "completed" },
        ...(full ? [{ name: `${name}-console`, part: { kind: "console" }, stage: "completed" } as const] : []),
      ],
      createdAt: new Date(now - index * hour).toISOString(),
      destination: index % 3 === 0 ? "internal" : "s3",
      instance: "own",
      warnings: 0,
      errors: 0,
      problems: [],
    };
  });
  const setAt = "1970-01-01T00:00:00.000Z";
  const revision = { from: setAt, rules, timeZone: "Europe/Berlin", setBy: "benchmark", setAt };
  return {
    instances: ["own"],
    policies: [{ scope: { kind: "instance" }, revisions: [revision] }],
    sets,
    doomed: [],
    holds: [],
    clock: { kind: "believed" },
  };
}
