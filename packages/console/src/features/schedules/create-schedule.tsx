import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import type { CreateSchedule as Wish } from "@holdfast/api";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { NextTimes } from "./next-times.tsx";

interface CreateScheduleProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function CreateSchedule({ opened, onClose }: CreateScheduleProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a schedule" size="lg" centered>
      <ScheduleForm onClose={onClose} />
    </Modal>
  );
}

const everything = "";
const pauseMilliseconds = 400;

function ScheduleForm({ onClose }: Pick<CreateScheduleProps, "onClose">) {
  const [wish, setWish] = useState<Wish>({
    name: "nightly",
    when: "every day at 02:30",
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const applications = useQuery(queries.applications);
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => requests.createSchedule(wish),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["schedules"] });
    },
  });
  const write = (part: Partial<Wish>) => setWish((known) => ({ ...known, ...part }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="It becomes part of the names of its snapshots"
          value={wish.name}
          onChange={(event) => write({ name: event.currentTarget.value })}
          data-autofocus
        />
        <NativeSelect
          label="What shall it hold?"
          value={wish.application ?? everything}
          onChange={(event) => setWish((known) => withApplication(known, event.currentTarget.value))}
          data={[
            { value: everything, label: "Everything" },
            ...(applications.data ?? []).map(({ slug, title }) => ({ value: slug, label: `Only ${title}` })),
          ]}
        />
        <TextInput
          label="When?"
          description="In plain words (every day at 02:30, weekdays at 22:00, every 6 hours), a preset (daily, weekly) or a cron expression"
          value={wish.when}
          onChange={(event) => write({ when: event.currentTarget.value })}
        />
        <TextInput
          label="Time zone"
          value={wish.timeZone}
          onChange={(event) => write({ timeZone: event.currentTarget.value })}
        />
        <Proposal wish={wish} />
        {create.error === null ? null : <FaultPanel fault={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the schedule
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** When it would come, as the server reads the words. */
function Proposal({ wish }: { readonly wish: Wish }) {
  const [asked] = useDebouncedValue(wish, pauseMilliseconds);
  const proposal = useQuery(queries.scheduleProposal(asked));
  if (proposal.error !== null) return <FaultPanel fault={proposal.error} />;
  if (proposal.data === undefined) return null;
  const { when, cron, timeZone, next } = proposal.data;
  return (
    <div role="status">
      <Text size="sm" fw={500}>
        {when} ({cron})
      </Text>
      <NextTimes next={next} timeZone={timeZone} />
    </div>
  );
}

function withApplication(wish: Wish, slug: string): Wish {
  const changed: Wish = { ...wish, application: slug };
  if (slug === everything) delete changed.application;
  return changed;
}
