import { joinNames } from "./join-names.ts";
import { formatSpan } from "./span.ts";
import type { RiskState, StatusLevel, StatusView, SubjectStatus } from "./status-view.ts";

type Judged = Omit<StatusView, "sentence" | "problems">;

/** "Am I safe?", answered in one sentence. What it claims is known; what is not known is said to be so. */
export function statusSentence(status: Judged): string {
  const inside = onlyInside(status)
    ? "; and what backups there are lie in the cluster's own store, which is lost with it"
    : "";
  switch (status.worst) {
    case "nothing":
      return "There is nothing to back up yet: no application is installed.";
    case "never":
      return `Not safe: there is no good backup of ${namesIn(status, "never")}${inside}.`;
    case "broken":
      return `Not safe: ${oldBackups(status)}${inside}.`;
    case "unknown":
      return `It is not known whether this is safe: ${reasonOf(status, "unknown")}${inside}.`;
    case "late":
      return `Within the limits until ${firstBreak(status)}, but ${whatIsLate(status)}${inside}.`;
    case "rollback-only":
      return `Safe against mistakes, not against the loss of this cluster: ${whyNotRecoverable(status)}.`;
    case "safe":
      return `Safe: everything can be brought back, also into a new cluster; at most the last ${oldest(status)} would be lost.`;
  }
}

interface Named {
  readonly name: string;
  readonly subject: SubjectStatus;
}

const fullBackups = "everything together (a full backup)";

function subjectsOf({ instance, applications }: Judged): readonly Named[] {
  return [
    ...applications.map((subject) => ({ name: subject.slug, subject })),
    ...(instance === undefined ? [] : [{ name: fullBackups, subject: instance }]),
  ];
}

function inState(status: Judged, state: RiskState): readonly Named[] {
  return subjectsOf(status).filter(({ subject }) => subject.state === state);
}

/** Applications before full backups, which lack whenever one of their parts does. */
function namesIn(status: Judged, state: RiskState): string {
  const found = inState(status, state);
  const applications = found.filter(({ name }) => name !== fullBackups);
  return joinNames((applications.length === 0 ? found : applications).map(({ name }) => name));
}

function oldBackups(status: Judged): string {
  const found = inState(status, "broken");
  const applications = found.filter(({ name }) => name !== fullBackups);
  const broken = applications.length === 0 ? found : applications;
  const [first] = broken;
  if (broken.length === 1 && first !== undefined) {
    const { ageSeconds = 0, limitSeconds = 0 } = first.subject;
    return `the last good backup of ${first.name} is ${formatSpan(ageSeconds)} old, the limit is ${formatSpan(limitSeconds)}`;
  }
  const aged = broken.map(({ name, subject }) => `${name} (${formatSpan(subject.ageSeconds ?? 0)})`);
  return `the last good backups of ${joinNames(aged)} are older than their limits`;
}

function reasonOf(status: Judged, state: RiskState): string {
  return inState(status, state)[0]?.subject.reason ?? "see below";
}

/** Data that are in no backup come first: no later backup brings them back. */
function whatIsLate(status: Judged): string {
  const lacking = inState(status, "late").filter(({ subject }) => subject.lateBecause === "data-not-covered");
  const [first] = lacking;
  if (first === undefined) return `the next backup of ${namesIn(status, "late")} is late: ${reasonOf(status, "late")}`;
  const applications = lacking.filter(({ name }) => name !== fullBackups);
  const names = joinNames((applications.length === 0 ? lacking : applications).map(({ name }) => name));
  return `not with all data of ${names}: ${first.subject.reason ?? ""}`;
}

function firstBreak(status: Judged): string {
  return (
    subjectsOf(status)
      .flatMap(({ subject }) => subject.brokenAt ?? [])
      .toSorted()[0] ?? "an unknown time"
  );
}

function oldest(status: Judged): string {
  return formatSpan(Math.max(0, ...subjectsOf(status).map(({ subject }) => subject.recovery.ageSeconds ?? 0)));
}

function onlyInside(status: Judged): boolean {
  const kept = subjectsOf(status).filter(({ subject }) => (subject.lastGood ?? subject.unverified) !== undefined);
  return kept.length > 0 && kept.every(({ subject }) => subject.onlyInside);
}

/** The reason that stands for the others: what is farthest from a way back comes first. */
function whyNotRecoverable(status: Judged): string {
  const subjects = subjectsOf(status);
  if (onlyInside(status)) return "all backups lie in the cluster's own store, which is lost with it";
  const without = subjects.find(({ subject }) => subject.recovery.state === "never");
  if (without !== undefined) {
    return `there is no full backup outside the cluster that holds ${without.name === fullBackups ? "everything" : without.name}`;
  }
  const old = subjects.find(({ subject }) => subject.recovery.state !== "safe");
  if (old !== undefined)
    return `of full backups outside the cluster, for ${old.name}: ${old.subject.recovery.reason ?? ""}`;
  return whyNoKit(status.kit);
}

function whyNoKit(kit: StatusView["kit"]): string {
  switch (kit) {
    case "missing":
      return "there is no recovery kit, and without it the password of the volumes' backups is lost with the cluster";
    case "outdated":
      return "the recovery kit holds a former password, and the present one is lost with the cluster";
    case "unknown":
    case "exported":
      return "it is not known whether there is a recovery kit with the password of the volumes' backups";
  }
}

/** What the answer is about, for an order of severity. */
export function worstLevel(states: readonly RiskState[], recoverable: boolean): StatusLevel {
  const worst = (["never", "broken", "unknown", "late"] as const).find((state) => states.includes(state));
  return worst ?? (recoverable ? "safe" : "rollback-only");
}
