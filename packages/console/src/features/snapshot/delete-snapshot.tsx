import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { requests } from "../../queries/requests.ts";

interface DeleteSnapshotProps {
  readonly name: string;
  /** Why no rule would ever delete it; undefined: one might. */
  readonly alwaysKept: string | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What is typed before anything is deleted. The server judges it again. */
export function DeleteSnapshot({ name, alwaysKept, opened, onClose }: DeleteSnapshotProps) {
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => requests.deleteBackup(name, typed.trim()),
    onSuccess: ({ operation }) => navigate({ to: "/operations/$id", params: { id: operation } }),
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this snapshot?" centered>
      <Stack>
        <Text size="sm">
          All parts of <b>{name}</b> are deleted from the cluster and from the destination, with the data of their
          volumes. This cannot be undone. The applications stay as they are.
        </Text>
        {alwaysKept === undefined ? null : (
          <Alert color="red" variant="light" title="No rule would delete it">
            {alwaysKept}
          </Alert>
        )}
        <TextInput
          label={
            <>
              Type <b>{name}</b> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        {remove.error === null ? null : <FaultPanel fault={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button
            color="red"
            disabled={typed.trim() !== name}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            Delete the snapshot
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
