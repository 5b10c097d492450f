import type { ScheduleView } from "@holdfast/domain";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { requests } from "../../queries/requests.ts";

const small = { size: "xs", variant: "default" } as const;

export function ScheduleActions({ schedule: { name, state } }: { readonly schedule: ScheduleView }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [deleting, { open, close }] = useDisclosure(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["schedules"] });
  const run = useMutation({
    mutationFn: () => requests.runSchedule(name),
    onSuccess: ({ operation }) => navigate({ to: "/operations/$id", params: { id: operation } }),
  });
  const pause = useMutation({ mutationFn: () => requests.pauseSchedule(name), onSuccess: refresh });
  const resume = useMutation({ mutationFn: () => requests.resumeSchedule(name), onSuccess: refresh });
  const failed = run.error ?? pause.error ?? resume.error;
  return (
    <>
      <Group gap="xs">
        <Button {...small} loading={run.isPending} onClick={() => run.mutate()} aria-label={`Run ${name} now`}>
          Run now
        </Button>
        {state.kind === "paused" ? (
          <Button {...small} loading={resume.isPending} onClick={() => resume.mutate()} aria-label={`Resume ${name}`}>
            Resume
          </Button>
        ) : (
          <Button {...small} loading={pause.isPending} onClick={() => pause.mutate()} aria-label={`Pause ${name}`}>
            Pause
          </Button>
        )}
        <Button {...small} onClick={open} aria-label={`Delete ${name}…`}>
          Delete…
        </Button>
      </Group>
      {failed === null ? null : <FaultPanel fault={failed} />}
      <DeleteSchedule name={name} opened={deleting} onClose={close} onDeleted={refresh} />
    </>
  );
}

interface DeleteScheduleProps {
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => Promise<void>;
}

function DeleteSchedule({ name, opened, onClose, onDeleted }: DeleteScheduleProps) {
  const remove = useMutation({
    mutationFn: () => requests.deleteSchedule(name),
    onSuccess: async () => {
      onClose();
      await onDeleted();
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete the schedule ${name}?`} centered>
      <Stack>
        <Text size="sm">No further snapshots are made by it. Those that it made stay.</Text>
        {remove.error === null ? null : <FaultPanel fault={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the schedule
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
