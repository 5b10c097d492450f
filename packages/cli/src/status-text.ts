import { formatSpan } from "@holdfast/domain";
import type { Protection, StatusProblem, StatusView, SubjectStatus } from "@holdfast/domain";
import { formatTable, type Column } from "./output.ts";

interface Row {
  readonly name: string;
  readonly status: SubjectStatus;
}

/** The sentence, a row for each application and for full backups, and what to do. */
export function statusText(view: StatusView): string {
  const { sentence, applications, instance, problems } = view;
  const rows: readonly Row[] = [
    ...applications.map((status) => ({ name: status.slug, status })),
    ...(instance === undefined ? [] : [{ name: "(full backup)", status: instance }]),
  ];
  return [
    sentence,
    ...(rows.length === 0 ? [] : ["", formatTable(rows, columns)]),
    ...(problems.length === 0 ? [] : ["", "What to do:", ...problems.flatMap(problemLines)]),
  ].join("\n");
}

const columns: readonly Column<Row>[] = [
  { title: "APPLICATION", value: ({ name }) => name },
  { title: "STATE", value: ({ status }) => status.state },
  { title: "LAST GOOD BACKUP", value: ({ status }) => lastGood(status) },
  { title: "AGE", value: ({ status }) => span(status.ageSeconds), alignRight: true },
  { title: "LIMIT", value: ({ status }) => limit(status), alignRight: true },
  { title: "LIMIT BROKEN AT", value: ({ status }) => status.brokenAt ?? "-" },
  { title: "IF THE CLUSTER IS LOST", value: ({ status }) => recovery(status) },
  { title: "NEXT BACKUP", value: ({ status }) => status.nextRun?.at ?? "-" },
];

function lastGood({ lastGood: known, unverified }: Protection): string {
  if (known !== undefined) return known.set;
  return unverified === undefined ? "-" : `${unverified.set}?`;
}

function limit({ limitSeconds }: SubjectStatus): string {
  return limitSeconds === undefined ? "unknown" : span(limitSeconds);
}

function span(seconds: number | undefined): string {
  return seconds === undefined ? "-" : formatSpan(seconds);
}

function recovery({ recovery: { state, lacks, ageSeconds } }: SubjectStatus): string {
  switch (state) {
    case "safe":
    case "late":
      return `the last ${span(ageSeconds)}`;
    case "broken":
      return `the last ${span(ageSeconds)}: over the limit`;
    case "unknown":
      return "unknown";
    case "never":
      return lacks === undefined ? "everything" : lost[lacks];
  }
}

const lost = {
  "any-backup": "everything: no good backup",
  "full-backup": "everything: no good full backup",
  "copy-outside": "everything: no copy outside",
} as const satisfies Record<NonNullable<SubjectStatus["recovery"]["lacks"]>, string>;

function problemLines({ message, remedy }: StatusProblem): readonly string[] {
  return [`  ${message}`, `    ${remedy}`];
}
