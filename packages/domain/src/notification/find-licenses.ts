import type { LicenseFact, NotificationFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

const day = 86_400_000;
/** Told again when this many days are left. */
const thresholds = [1, 7, 30] as const;

/** Licenses that end soon or have ended: from then on no new backup of the application is made. */
export function findLicenses({ licenses, now }: NotificationFacts): readonly Finding[] {
  return licenses.kind === "unknown" ? [] : licenses.value.map((license) => licenseFinding(license, now));
}

function licenseFinding({ slug, expires, lostAt }: LicenseFact, now: number): Finding {
  const key = `license/${slug}`;
  const at = new Date(now).toISOString();
  const base = { kind: "license-ending", mood: "bad", key, at } as const;
  const remedy = `Ask the vendor for a new license, then: holdfast app license update ${slug} --license FILE`;
  if (lostAt !== undefined) {
    const title = `${slug} may not be backed up any more`;
    const cause = `Its license does not allow backups since ${lostAt}. Existing backups can still be restored.`;
    return { stage: "ill", event: { ...base, state: "lost", title, cause, remedy } };
  }
  const left = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires) - now;
  if (left <= 0) {
    const title = `The license of ${slug} has ended`;
    const cause = `It ended at ${expires ?? ""}. No new backup of it is made; existing ones can still be restored.`;
    return { stage: "ill", event: { ...base, state: "ended", title, cause, remedy } };
  }
  const threshold = thresholds.find((days) => left <= days * day);
  if (threshold === undefined) {
    const title = `The license of ${slug} does not end soon any more`;
    return { stage: "well", key, recovered: { kind: "recovered", mood: "good", at, title } };
  }
  const days = Math.ceil(left / day);
  const title = `The license of ${slug} ends in ${days} ${days === 1 ? "day" : "days"}`;
  const cause = `It ends at ${expires ?? ""}. From then on no new backup of it is made.`;
  return { stage: "ill", event: { ...base, state: `${threshold} d`, title, cause, remedy } };
}
