import type { ApplicationView } from "@holdfast/api";
import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { Wording } from "../../components/wording.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { WhatIsIncluded } from "./what-is-included.tsx";

const everything = "";

export function StartSnapshot({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const applications = useQuery({ ...queries.applications, enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} title="Start a snapshot" size="lg" centered>
      {applications.isPending ? <Waiting lines={3} label="Reading the applications" /> : null}
      {applications.error === null ? null : (
        <FaultPanel fault={applications.error} onRetry={() => void applications.refetch()} />
      )}
      {applications.data === undefined ? null : <StartForm applications={applications.data} onClose={onClose} />}
    </Modal>
  );
}

function StartForm({
  applications,
  onClose,
}: {
  readonly applications: readonly ApplicationView[];
  readonly onClose: () => void;
}) {
  const [choice, setChoice] = useState(everything);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => requests.startBackup(choice === everything ? undefined : choice),
    onSuccess: async ({ operation }) => {
      onClose();
      await navigate({ to: "/operations/$id", params: { id: operation } });
      await queryClient.invalidateQueries({ queryKey: ["backup-sets", "list"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <Stack gap="lg">
        <Radio.Group label="What shall it hold?" value={choice} onChange={setChoice}>
          <Stack gap="sm" mt="xs">
            <Radio
              value={everything}
              label="Everything"
              description="Every application that can be included, and the console"
            />
            {applications.map(({ slug, title, versionLabel, coverage }) => (
              <Radio
                key={slug}
                value={slug}
                label={`Only ${title}`}
                description={
                  coverage.kind === "included" ? `Version ${versionLabel}` : <Wording text={coverage.reason} />
                }
                disabled={coverage.kind === "left-out"}
              />
            ))}
          </Stack>
        </Radio.Group>
        {choice === everything ? <WhatIsIncluded applications={applications} /> : null}
        <Text size="sm" c="dimmed">
          Applications keep running. Each is backed up by itself, so there is no single moment that all of them share.
        </Text>
        {start.error === null ? null : <FaultPanel fault={start.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={start.isPending}>
            Start the snapshot
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
