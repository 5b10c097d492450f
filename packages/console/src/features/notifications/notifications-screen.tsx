import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { ChannelCard } from "./channel-card.tsx";
import { SetChannel } from "./set-channel.tsx";

/** Who is told when something fails, is missed, or is well again. */
export function NotificationsScreen() {
  const channels = useQuery(queries.channels);
  const [setting, { open, close }] = useDisclosure(false);
  return (
    <Screen
      title="Notifications"
      note="Who is told when something fails, is missed, or is well again."
      actions={<Button onClick={open}>Add a channel</Button>}
    >
      {channels.error === null ? null : (
        <FaultPanel
          title="The channels cannot be listed"
          fault={channels.error}
          onRetry={() => void channels.refetch()}
        />
      )}
      {channels.isPending ? <Waiting label="Reading the channels" /> : null}
      {channels.data === undefined ? null : (
        <Stack gap="lg">
          {channels.data.length === 0 ? <NoChannels onAdd={open} /> : null}
          {channels.data.map((channel) => (
            <ChannelCard key={channel.name} channel={channel} />
          ))}
        </Stack>
      )}
      <SetChannel opened={setting} onClose={close} />
    </Screen>
  );
}

function NoChannels({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <Paper withBorder p="xl" radius="lg">
      <Stack align="center" gap="sm" py="lg">
        <Title order={2} size="h4">
          Nobody is told yet
        </Title>
        <Text c="dimmed" ta="center" maw={460}>
          Until there is a channel, a snapshot that fails or is missed is seen only by who looks here.
        </Text>
        <Button mt="sm" onClick={onAdd}>
          Add the first channel
        </Button>
      </Stack>
    </Paper>
  );
}
