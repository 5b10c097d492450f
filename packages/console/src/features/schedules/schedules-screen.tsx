import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { When } from "../../components/when.tsx";
import { queries } from "../../queries/queries.ts";
import { CreateSchedule } from "./create-schedule.tsx";
import { ScheduleCard } from "./schedule-card.tsx";

/** When snapshots are made by themselves. */
export function SchedulesScreen() {
  const schedules = useQuery(queries.schedules);
  const [creating, { open, close }] = useDisclosure(false);
  const found = schedules.data;
  return (
    <Screen
      title="Schedules"
      note="Snapshots that are made by themselves, of everything or of one application."
      actions={<Button onClick={open}>Create a schedule</Button>}
    >
      {schedules.error === null ? null : (
        <FaultPanel
          title="The schedules cannot be listed"
          fault={schedules.error}
          onRetry={() => void schedules.refetch()}
        />
      )}
      {schedules.isPending ? <Waiting label="Reading the schedules" /> : null}
      {found === undefined ? null : (
        <Stack gap="lg">
          {found.items.length === 0 ? <NoSchedules onCreate={open} /> : null}
          {found.items.map((schedule) => (
            <ScheduleCard key={schedule.name} schedule={schedule} />
          ))}
          <Outside outside={found.outside} />
        </Stack>
      )}
      <CreateSchedule opened={creating} onClose={close} />
    </Screen>
  );
}

function NoSchedules({ onCreate }: { readonly onCreate: () => void }) {
  return (
    <Paper withBorder p="xl" radius="lg">
      <Stack align="center" gap="sm" py="lg">
        <Title order={2} size="h4">
          No schedules yet
        </Title>
        <Text c="dimmed" ta="center" maw={460}>
          Until there is one, snapshots are made only when somebody starts them.
        </Text>
        <Button mt="sm" onClick={onCreate}>
          Create the first schedule
        </Button>
      </Stack>
    </Paper>
  );
}

type List = NonNullable<ReturnType<typeof useSchedules>>;

function useSchedules() {
  return useQuery(queries.schedules).data;
}

function Outside({ outside }: Pick<List, "outside">) {
  if (outside.length === 0) return null;
  return (
    <Panel title="Made outside Holdfast" label="Made outside Holdfast">
      <Text size="sm" c="dimmed" mb="sm">
        Velero carries these out by itself; Holdfast shows them and leaves them alone.
      </Text>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {outside.map(({ name, namespace, cron, paused, lastBackup, problem }) => (
          <li key={`${namespace}/${name}`}>
            <Text size="sm">
              {name}: {cron}
              {paused ? ", paused" : ""}
              {lastBackup === undefined ? (
                ", never ran"
              ) : (
                <>
                  , last <When time={lastBackup} />
                </>
              )}
              {problem === undefined ? "" : `: ${problem}`}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
