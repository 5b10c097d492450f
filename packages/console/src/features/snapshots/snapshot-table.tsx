import type { BackupSetView } from "@holdfast/api";
import { Badge, Group, Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { BackupSetState } from "../../components/backup-state.tsx";
import { count, formatBytes, joinWords } from "../../components/format-amount.ts";
import { Took, When } from "../../components/when.tsx";
import classes from "./snapshot-table.module.css";

/** A table on a wide screen; on a narrow one every row is a card of its own. */
export function SnapshotTable({ sets }: { readonly sets: readonly BackupSetView[] }) {
  return (
    <Paper withBorder radius="lg" className={classes["frame"]}>
      <table className={classes["table"]} aria-label="Snapshots">
        <thead>
          <tr>
            <th scope="col">Snapshot</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
            <th scope="col" className={classes["amount"]}>
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {sets.map((set) => (
            <SnapshotRow key={set.name} set={set} />
          ))}
        </tbody>
      </table>
    </Paper>
  );
}

function SnapshotRow({ set }: { readonly set: BackupSetView }) {
  return (
    <tr data-snapshot={set.name} data-state={set.state}>
      <td className={classes["name"]}>
        <Link to="/snapshots/$name" params={{ name: set.name }} className={classes["link"]}>
          {set.name}
        </Link>
        <Group gap={6} mt={2}>
          <Text size="xs" c="dimmed">
            {contentsOf(set)}
          </Text>
          {set.origin !== "holdfast" ? (
            <Badge size="sm" variant="outline" color="gray" tt="none" fw={500}>
              Made outside Holdfast
            </Badge>
          ) : null}
        </Group>
      </td>
      <td>
        <BackupSetState state={set.state} />
        <Issues set={set} />
      </td>
      <td data-label="Started">
        <When time={set.createdAt} />
      </td>
      <td data-label="Took">
        {set.endedAt === undefined && set.state !== "running" ? "–" : <Took from={set.createdAt} to={set.endedAt} />}
      </td>
      <td data-label="Size" className={classes["amount"]}>
        {set.sizeBytes === undefined ? "–" : formatBytes(set.sizeBytes)}
      </td>
    </tr>
  );
}

function contentsOf(set: BackupSetView): string {
  const held = [...set.applications, ...(set.console ? ["the console"] : [])];
  const contents = held.length === 0 ? "Contents not known" : joinWords(held);
  return set.scope === "safety" ? `${contents} · made before a restore` : contents;
}

function Issues({ set }: { readonly set: BackupSetView }) {
  const issues = [
    ...(set.errors > 0 ? [count(set.errors, "error")] : []),
    ...(set.warnings > 0 ? [count(set.warnings, "warning")] : []),
  ];
  return issues.length === 0 ? null : (
    <Text size="xs" c="dimmed" mt={2}>
      {issues.join(", ")}
    </Text>
  );
}
