import type { TransferView } from "@holdfast/api";
import { Progress, Stack, Table, Text, Title } from "@mantine/core";
import { formatBytes } from "../../components/format-amount.ts";
import { StateBadge } from "../../components/state-badge.tsx";
import type { Tone } from "../../components/state-badge.tsx";

const stages: Readonly<Record<TransferView["stage"], readonly [Tone, string]>> = {
  waiting: ["waiting", "Waiting"],
  running: ["running", "Running"],
  completed: ["good", "Complete"],
  failed: ["bad", "Failed"],
  canceled: ["warning", "Canceled"],
  skipped: ["waiting", "Left out"],
  unknown: ["unknown", "Unknown"],
};

export function VolumeTable({
  volumes,
  unread,
  ended,
}: {
  readonly volumes: readonly TransferView[];
  /** Why nobody knows which there are. */
  readonly unread: string | undefined;
  readonly ended: boolean;
}) {
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        Volumes
      </Title>
      {volumes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {whyNone(unread, ended)}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing="xs" aria-label="Volumes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Volume</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th ta="right">Data</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {volumes.map((volume) => (
                <VolumeRow key={`${volume.namespace}/${volume.pod ?? ""}/${volume.volume}`} volume={volume} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  );
}

function whyNone(unread: string | undefined, ended: boolean): string {
  if (unread !== undefined) return `Which volumes are in this part is not known: ${unread}`;
  return ended ? "No volume data is in this part." : "No volume has been reached yet.";
}

function VolumeRow({ volume }: { readonly volume: TransferView }) {
  const [tone, word] = stages[volume.stage];
  return (
    <Table.Tr data-volume={volume.volume}>
      <Table.Td>
        <Text size="sm" fw={500}>
          {volume.claim ?? volume.volume}
        </Text>
        <Text size="xs" c="dimmed">
          {volume.pod === undefined
            ? volume.namespace
            : `${volume.namespace}, pod ${volume.pod}, volume ${volume.volume}`}
        </Text>
        {volume.message === undefined ? null : (
          <Text size="xs" mt={2}>
            {volume.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge tone={tone}>{word}</StateBadge>
      </Table.Td>
      <Table.Td ta="right">
        <Amount volume={volume} />
      </Table.Td>
    </Table.Tr>
  );
}

function Amount({ volume: { bytesDone, bytesTotal, stage, volume } }: { readonly volume: TransferView }) {
  if (bytesTotal === undefined) return <Text size="sm">–</Text>;
  if (stage !== "running") return <Text size="sm">{formatBytes(bytesTotal)}</Text>;
  const done = bytesDone ?? 0;
  return (
    <Stack gap={4} align="flex-end">
      <Text size="sm">
        {formatBytes(done)} of {formatBytes(bytesTotal)}
      </Text>
      <Progress
        value={bytesTotal === 0 ? 0 : (done / bytesTotal) * 100}
        w={120}
        size="sm"
        aria-label={`Progress of volume ${volume}`}
      />
    </Stack>
  );
}
