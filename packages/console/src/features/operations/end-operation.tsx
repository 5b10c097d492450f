import type { OperationView } from "@holdfast/api";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { joinWords } from "../../components/format-amount.ts";
import { requests } from "../../queries/requests.ts";

/** Offered only where it is possible; what it takes back is said by the operation at its end. */
export function CancelButton({ operation: { id, endings, state } }: { readonly operation: OperationView }) {
  const [opened, { open, close }] = useDisclosure(false);
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => requests.cancelOperation(id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["operations"] });
      close();
    },
  });
  if (endings.cancel.kind !== "possible") return null;
  return (
    <>
      <Button variant="default" onClick={open}>
        Cancel…
      </Button>
      <Modal opened={opened} onClose={close} title="Cancel this operation?" centered>
        <Stack>
          <Text size="sm">
            {state.stage === "failed" ? "It ends for good." : "It stops as soon as it can."} What it has made so far is
            taken back; what that was is said here when it is done.
          </Text>
          {cancel.error === null ? null : <FaultPanel fault={cancel.error} />}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={close}>
              Let it go on
            </Button>
            <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel the operation
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** Ends a failed restore as it is. */
export function GiveUpButton({ operation: { id, endings } }: { readonly operation: OperationView }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const queryClient = useQueryClient();
  const giveUp = useMutation({
    mutationFn: () => requests.giveUpOperation(id, typed),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["operations"] });
      close();
    },
  });
  const word = endings.givesUp.join(",");
  if (word === "") return null;
  return (
    <>
      <Button variant="default" onClick={open}>
        Give up…
      </Button>
      <Modal opened={opened} onClose={close} title="Leave it as it is?" centered>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            giveUp.mutate();
          }}
        >
          <Stack>
            <Text size="sm">
              {joinWords(endings.givesUp)} stays as the restore left it: some of its objects and volumes may be gone.
              Nothing is taken back. Other work on it is allowed again.
            </Text>
            <TextInput
              label={
                <>
                  Type <b>{word}</b> to confirm
                </>
              }
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
            {giveUp.error === null ? null : <FaultPanel fault={giveUp.error} />}
            <Group justify="flex-end">
              <Button variant="default" data-autofocus onClick={close}>
                Not now
              </Button>
              <Button type="submit" color="red" disabled={typed !== word} loading={giveUp.isPending}>
                Give up
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
