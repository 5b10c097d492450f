import type { ChannelAnswer } from "@holdfast/api";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Facts } from "../../components/facts.tsx";
import type { Fact } from "../../components/facts.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { formatAbsolute } from "../../components/format-time.ts";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import type { Tone } from "../../components/state-badge.tsx";
import { When } from "../../components/when.tsx";
import { requests } from "../../queries/requests.ts";

const states: Readonly<Record<ChannelAnswer["state"], readonly [Tone, string]>> = {
  unused: ["waiting", "Nothing sent yet"],
  working: ["good", "Works"],
  failing: ["bad", "Fails"],
  resting: ["waiting", "Rests"],
};

const kinds = { webhook: "Webhook", smtp: "Mail", ping: "Sign of life" } as const;

export function ChannelCard({ channel }: { readonly channel: ChannelAnswer }) {
  const { name, state, lastFailure } = channel;
  const failure = lastFailure ?? failedPing(channel);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["settings", "channels"] });
  const test = useMutation({ mutationFn: () => requests.testChannel(name), onSettled: refresh });
  const remove = useMutation({ mutationFn: () => requests.removeChannel(name), onSuccess: refresh });
  const [tone, word] = states[state];
  const failed = test.error ?? remove.error;
  return (
    <Panel
      label={name}
      title={
        <Group component="span" gap="sm">
          {name}
          <StateBadge tone={tone}>{word}</StateBadge>
        </Group>
      }
      actions={
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate()}
            aria-label={`Send a test to ${name}`}
          >
            Send a test
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
            aria-label={`Remove ${name}`}
          >
            Remove
          </Button>
        </Group>
      }
    >
      <Stack gap="md">
        <Facts facts={factsOf(channel)} />
        <div aria-live="polite">
          {test.data === undefined ? null : (
            <Alert color={test.data.sent ? "green" : "red"} variant="light" title={testWords(test.data.sent)}>
              {test.data.reason}
            </Alert>
          )}
        </div>
        {failure === undefined || test.data !== undefined ? null : (
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            Failed on {formatAbsolute(failure.at)}: {failure.reason}
          </Text>
        )}
        {failed === null ? null : <FaultPanel fault={failed} />}
      </Stack>
    </Panel>
  );
}

function testWords(sent: boolean): string {
  return sent ? "The test was sent" : "The test was not sent";
}

/** A sign of life that did not arrive is tried again; until then the channel fails for this reason. */
function failedPing({ lastPing }: ChannelAnswer): ChannelAnswer["lastFailure"] {
  return lastPing?.failure === undefined ? undefined : { at: lastPing.at, reason: lastPing.failure };
}

function factsOf({ kind, target, events, waiting, lastSentAt, lastPing, givenUp }: ChannelAnswer): readonly Fact[] {
  return [
    { label: "Kind", value: kinds[kind] },
    { label: "To", value: target },
    ...(kind === "ping" ? [] : [{ label: "Tells", value: events === undefined ? "Everything" : events.join(", ") }]),
    ...(lastSentAt === undefined ? [] : [{ label: "Last sent", value: <When time={lastSentAt} /> }]),
    ...(lastPing === undefined || lastPing.failure !== undefined
      ? []
      : [{ label: "Last sign of life", value: <When time={lastPing.at} /> }]),
    ...(givenUp === undefined ? [] : [{ label: "Given up", value: givenUp }]),
    ...(waiting === 0 ? [] : [{ label: "Waiting", value: waiting }]),
  ];
}
