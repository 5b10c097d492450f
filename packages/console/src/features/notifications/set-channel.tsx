import type { SetChannel as Wish } from "@holdfast/api";
import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { requests } from "../../queries/requests.ts";
import { MailForm } from "./mail-form.tsx";
import { PingForm } from "./ping-form.tsx";
import { WebhookForm } from "./webhook-form.tsx";

interface SetChannelProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function SetChannel({ opened, onClose }: SetChannelProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a channel" size="lg" centered>
      <ChannelForm onClose={onClose} />
    </Modal>
  );
}

const common = { events: [], allowPrivate: false } as const;

const empty: Readonly<Record<Wish["kind"], Wish>> = {
  webhook: { kind: "webhook", ...common, url: "", allowHttp: false },
  smtp: { kind: "smtp", ...common, host: "", port: 587, security: "starttls", from: "", to: [] },
  ping: { kind: "ping", ...common, url: "", allowHttp: false, method: "GET", everyMinutes: 60 },
};

function ChannelForm({ onClose }: Pick<SetChannelProps, "onClose">) {
  const [name, setName] = useState("");
  const [wish, setWish] = useState<Wish>(empty.webhook);
  const queryClient = useQueryClient();
  const set = useMutation({
    mutationFn: () => requests.setChannel(name, wish),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["settings", "channels"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate();
      }}
      autoComplete="off"
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label="Kind of channel"
          value={wish.kind}
          onChange={(kind) => setWish(empty[kind])}
          data={[
            { value: "webhook", label: "Webhook" },
            { value: "smtp", label: "Mail" },
            { value: "ping", label: "Sign of life" },
          ]}
        />
        <TextInput
          label="Name"
          description="One that is there already is replaced"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Fields wish={wish} onChange={setWish} />
        <Text size="sm" c="dimmed">
          Addresses, keys and passwords are kept as secrets: they are never shown again.
        </Text>
        {set.error === null ? null : <FaultPanel fault={set.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending}>
            Save the channel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Fields({ wish, onChange }: { readonly wish: Wish; readonly onChange: (wish: Wish) => void }) {
  switch (wish.kind) {
    case "webhook":
      return <WebhookForm wish={wish} onChange={onChange} />;
    case "smtp":
      return <MailForm wish={wish} onChange={onChange} />;
    case "ping":
      return <PingForm wish={wish} onChange={onChange} />;
  }
}
