import type { DataCoverageView } from "@holdfast/api";
import { Alert, Stack, Table, Text } from "@mantine/core";
import { formatBytes } from "../../components/format-amount.ts";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Wording } from "../../components/wording.tsx";

type Known = Extract<DataCoverageView, { readonly kind: "known" }>;

/** What a snapshot made now would hold of the application's data, and what it would not. */
export function DataCoverage({ data }: { readonly data: DataCoverageView }) {
  return (
    <Panel title="What a snapshot holds of its data" label="What a snapshot holds of its data">
      {data.kind === "unknown" ? (
        <Alert color="orange" variant="light" title="Not known">
          {data.reason}
        </Alert>
      ) : (
        <Stack gap="lg">
          <Volumes volumes={data.volumes} />
          <Findings findings={data.findings} />
        </Stack>
      )}
    </Panel>
  );
}

function Volumes({ volumes }: Pick<Known, "volumes">) {
  if (volumes.length === 0) return <Text size="sm">It has no volumes.</Text>;
  return (
    <Table.ScrollContainer minWidth={480} type="native">
      <Table verticalSpacing="xs" aria-label="Volumes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Volume</Table.Th>
            <Table.Th>In a snapshot</Table.Th>
            <Table.Th ta="right">May hold</Table.Th>
            <Table.Th ta="right">Last snapshot</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {volumes.map(({ namespace, name, held, capacityBytes, lastBackupBytes }) => (
            <Table.Tr key={`${namespace}/${name}`}>
              <Table.Td>
                <Text size="sm" fw={500}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {namespace}
                </Text>
              </Table.Td>
              <Table.Td>
                {held ? <StateBadge tone="good">Yes</StateBadge> : <StateBadge tone="warning">No</StateBadge>}
              </Table.Td>
              <Table.Td ta="right">{capacityBytes === undefined ? "–" : formatBytes(capacityBytes)}</Table.Td>
              <Table.Td ta="right">{lastBackupBytes === undefined ? "–" : formatBytes(lastBackupBytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const levels = {
  serious: { color: "red", title: "Not in a snapshot" },
  warning: { color: "orange", title: "Look at this" },
  note: { color: "gray", title: "Left out on purpose" },
} as const satisfies Record<Known["findings"][number]["level"], unknown>;

function Findings({ findings }: Pick<Known, "findings">) {
  return (
    <Stack gap="sm">
      {findings.map(({ code, level, subject, message, remedy }) => (
        <Alert
          key={`${code} ${subject} ${message}`}
          color={levels[level].color}
          variant="light"
          title={`${levels[level].title}: ${subject}`}
        >
          {message}.{" "}
          {remedy === undefined ? null : (
            <Text size="sm" mt={4}>
              <Wording text={remedy} />
            </Text>
          )}
        </Alert>
      ))}
    </Stack>
  );
}
