import { formatSpan } from "../risk/span.ts";
import type { ScheduleFact } from "../risk/risk-facts.ts";
import type { ApplicationStatus } from "../risk/status-view.ts";
import type { NotificationFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** A store that is away for a moment is no news. */
const destinationAfterSeconds = 120;

/** Slots that passed without a backup: one message for all that are new, however many there were. */
export function findMissed({ risk }: NotificationFacts): readonly Finding[] {
  return risk.schedules.kind === "unknown" ? [] : risk.schedules.value.flatMap(missedOf);
}

function missedOf({ name, scope, missed }: ScheduleFact): readonly Finding[] {
  const last = missed.toSorted((one, other) => Date.parse(other.slot) - Date.parse(one.slot))[0];
  if (last === undefined) return [];
  const of = scope.kind === "instance" ? "everything" : scope.slug;
  return [
    {
      stage: "happened",
      event: {
        kind: "backup-missed",
        mood: "bad",
        key: `missed/${name}`,
        state: last.slot,
        at: last.slot,
        title: `Schedule ${name} made no backup of ${of} at ${last.slot}`,
        cause: `${last.reason}${missed.length > 1 ? ` (${missed.length} slots are recorded as missed)` : ""}`,
        remedy: `holdfast schedule show ${name} lists what was missed; holdfast schedule run-now ${name} makes a backup now.`,
      },
    },
  ];
}

/** Applications whose last good backup is older than their limit. */
export function findLimits({ status, now }: NotificationFacts): readonly Finding[] {
  return status.kind === "unknown" ? [] : status.value.applications.map((one) => limitOf(one, now));
}

function limitOf(application: ApplicationStatus, now: number): Finding {
  const { slug, state, reason, limitSeconds, lastGood, brokenAt } = application;
  const key = `limit/${slug}`;
  const at = new Date(now).toISOString();
  const limit = limitSeconds === undefined ? "its limit" : formatSpan(limitSeconds);
  switch (state) {
    case "safe":
    case "late": {
      const cause = lastGood === undefined ? {} : { cause: `Its last good backup is ${lastGood.set}.` };
      const title = `${slug} is within its limit again`;
      return { stage: "well", key, recovered: { kind: "recovered", mood: "good", at, title, ...cause } };
    }
    case "unknown":
      return { stage: "unknown", key };
    case "broken":
      return {
        stage: "ill",
        event: {
          ...ill(key, "broken"),
          at: brokenAt ?? at,
          title: `${slug}: the data of more than ${limit} would be lost`,
          ...(reason === undefined ? {} : { cause: reason }),
          remedy: `holdfast backup create --app ${slug} makes a backup now; holdfast status says what holds it up.`,
        },
      };
    case "never":
      if (limitSeconds === undefined) return { stage: "unknown", key };
      return {
        stage: "ill",
        // It has just been installed, as long as it is younger than what may be lost.
        afterSeconds: limitSeconds,
        event: {
          ...ill(key, "never"),
          at,
          title: `${slug} has no good backup`,
          ...(reason === undefined ? {} : { cause: reason }),
          remedy: `holdfast backup create --app ${slug} makes one; holdfast schedule create makes them regularly.`,
        },
      };
  }
}

function ill(key: string, state: string) {
  return { kind: "limit-broken", mood: "bad", key, state } as const;
}

export function findDestinations({ risk, now }: NotificationFacts): readonly Finding[] {
  if (risk.destinations.kind === "unknown") return [];
  const at = new Date(now).toISOString();
  return risk.destinations.value.map(({ name, reach }): Finding => {
    const key = `destination/${name}`;
    switch (reach.kind) {
      case "available": {
        const title = `Destination ${name} is available again`;
        return { stage: "well", key, recovered: { kind: "recovered", mood: "good", at, title } };
      }
      case "unavailable":
        return {
          stage: "ill",
          afterSeconds: destinationAfterSeconds,
          event: {
            kind: "destination-unavailable",
            mood: "bad",
            key,
            state: "unavailable",
            at,
            title: `Destination ${name} cannot be used`,
            cause: `${reach.reason}${reach.since === undefined ? "" : ` (last read ${reach.since})`}`,
            remedy: `holdfast destination show ${name} says what Velero complains of.`,
          },
        };
    }
  });
}
