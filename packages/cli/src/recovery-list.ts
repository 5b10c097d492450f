import { Fault } from "@holdfast/domain";
import { bestPoint, examineRecoveryPoint, listRecoveryPoints } from "@holdfast/operations";
import type { Lack, RecoveryPoint } from "@holdfast/operations";
import type { Cli, CommandSpec } from "./command.ts";
import { formatTable, type Column } from "./output.ts";
import { formatBytes } from "./progress-line.ts";

interface Examined {
  readonly name: string;
  readonly lacks: readonly Lack[];
}

const command: CommandSpec = {
  summary: "List what can be recovered from, and what this cluster lacks for it",
  help: `Every backup of Holdfast in the destinations that Velero has read, newest first, of whichever installation. One
of them is read and compared with this cluster: kinds, StorageClasses, node agents, versions, architecture, password.
Without a name it is the newest full backup of which everything can be restored. Partial backups restore only into the
installation that made them and are not for disaster recovery.

A new, empty cluster:
  holdfast velero install --recovery-kit FILE
  holdfast destination set s3 …
  holdfast recovery list
  holdfast restore create --full --from-backup NAME
  holdfast destination take-over NAME`,
  arguments: [["[backup]", "compare this backup with the cluster"]],
  async run(cli, input) {
    const context = await cli.context();
    const points = await listRecoveryPoints(context);
    const [name] = input.args;
    const chosen = typeof name === "string" ? named(points, name) : bestPoint(points);
    const examined =
      chosen === undefined ? undefined : { name: chosen.name, lacks: await examineRecoveryPoint(context, chosen.name) };
    show(cli, points, examined);
  },
};

function named(points: readonly RecoveryPoint[], name: string): RecoveryPoint {
  const found = points.find((point) => point.name === name);
  if (found !== undefined) return found;
  throw new Fault("backup-not-found", `There is no backup ${name} to recover from.`, {
    reason: `${points.length} backups of Holdfast are in the destinations that Velero has read.`,
    remedy: "holdfast recovery list names them; a store that was only just connected is read within a minute or two",
  });
}

function show(cli: Cli, points: readonly RecoveryPoint[], examined: Examined | undefined): void {
  cli.output.result({ points, ...(examined === undefined ? {} : { examined }) }, () =>
    points.length === 0
      ? empty
      : [formatTable(points, columns), "", ...describeExamined(examined)].join("\n").trimEnd(),
  );
}

const empty =
  "There is nothing to recover from: no destination that Velero has read holds a backup of Holdfast. holdfast destination show says what was read.";

const columns: readonly Column<RecoveryPoint>[] = [
  { title: "NAME", value: ({ name }) => name },
  { title: "KIND", value: ({ scope }) => (scope === "full" ? "full" : `${scope} (not for disaster recovery)`) },
  { title: "STATE", value: ({ state }) => state },
  { title: "AGE", value: ({ ageSeconds }) => age(ageSeconds), alignRight: true },
  {
    title: "SIZE",
    value: ({ sizeBytes }) => (sizeBytes === "unknown" ? sizeBytes : formatBytes(sizeBytes)),
    alignRight: true,
  },
  { title: "HOLDS", value: holds },
  { title: "MADE BY", value: ({ own, instance }) => (own ? "this installation" : (instance ?? "unknown")) },
  { title: "DESTINATION", value: ({ destination }) => destination ?? "-" },
];

/** "guestbook 1.2.0, notes 0.3 (PartiallyFailed), console 0.1.0" */
function holds({ applications, console }: RecoveryPoint): string {
  const parts = applications.map(({ slug, versionLabel, restorable, phase }) =>
    [slug, ...(versionLabel === undefined ? [] : [versionLabel]), ...(restorable ? [] : [`(${phase})`])].join(" "),
  );
  const last =
    console === undefined ? [] : [`console ${console.version}${console.restorable ? "" : " (not complete)"}`];
  return [...parts, ...last].join(", ");
}

const units = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "m", seconds: 60 },
] as const;

function age(seconds: number): string {
  const unit = units.find((one) => seconds >= one.seconds);
  return unit === undefined ? `${seconds}s` : `${Math.floor(seconds / unit.seconds)}${unit.name}`;
}

function describeExamined(examined: Examined | undefined): readonly string[] {
  if (examined === undefined) return ["There is no full backup to bring a new cluster back from."];
  const next = `Restore it with: holdfast restore create --full --from-backup ${examined.name}`;
  if (examined.lacks.length === 0) return [`This cluster lacks nothing for ${examined.name}.`, next];
  return [
    `What this cluster lacks for ${examined.name}, or what is not certain:`,
    ...examined.lacks.flatMap(({ message, remedy }) => [`  ${message}`, `    ${remedy}`]),
    next,
  ];
}

export default command;
