import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { requests } from "../../queries/requests.ts";

interface DeleteSnapshotProps {
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function DeleteSnapshot({ name, opened, onClose }: DeleteSnapshotProps) {
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => requests.deleteBackup(name),
    onSuccess: ({ operation }) => navigate({ to: "/operations/$id", params: { id: operation } }),
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this snapshot?" centered>
      <Stack>
        <Text size="sm">
          All parts of <b>{name}</b> are deleted from the cluster and from the destination, with the data of their
          volumes. This cannot be undone. The applications stay as they are.
        </Text>
        {remove.error === null ? null : <FaultPanel fault={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the snapshot
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
