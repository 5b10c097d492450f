import { Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { Reassurance } from "./reassurance.tsx";
import { SnapshotTable } from "./snapshot-table.tsx";
import { StartSnapshot } from "./start-snapshot.tsx";

export function SnapshotsScreen() {
  const [starting, { open, close }] = useDisclosure(false);
  const backups = useInfiniteQuery(queries.backups);
  const sets = backups.data?.pages.flatMap((page) => page.items);
  const total = backups.data?.pages.at(-1)?.total ?? 0;
  return (
    <Screen
      title="Snapshots"
      note={sets === undefined ? undefined : <Reassurance sets={sets} />}
      actions={<Button onClick={open}>Start a snapshot</Button>}
    >
      {backups.error === null ? null : (
        <FaultPanel
          title="The snapshots cannot be listed"
          fault={backups.error}
          onRetry={() => void backups.refetch()}
        />
      )}
      {backups.isPending ? <Waiting label="Reading the snapshots" /> : null}
      {sets !== undefined && sets.length === 0 ? <NoSnapshots onStart={open} /> : null}
      {sets !== undefined && sets.length > 0 ? <SnapshotTable sets={sets} /> : null}
      {backups.hasNextPage ? (
        <Center>
          <Button variant="default" loading={backups.isFetchingNextPage} onClick={() => void backups.fetchNextPage()}>
            Show older ones ({sets?.length} of {total})
          </Button>
        </Center>
      ) : null}
      <StartSnapshot opened={starting} onClose={close} />
    </Screen>
  );
}

function NoSnapshots({ onStart }: { readonly onStart: () => void }) {
  return (
    <Paper withBorder p="xl" radius="lg">
      <Stack align="center" gap="sm" py="lg">
        <Title order={2} size="h4">
          No snapshots yet
        </Title>
        <Text c="dimmed" ta="center" maw={460}>
          A snapshot holds the applications and the console as they are when it is made, with the data in their volumes.
        </Text>
        <Button mt="sm" onClick={onStart}>
          Start the first snapshot
        </Button>
      </Stack>
    </Paper>
  );
}
