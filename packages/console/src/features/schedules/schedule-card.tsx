import type { ScheduleView } from "@holdfast/domain";
import { Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import type { Fact } from "../../components/facts.tsx";
import { formatAbsolute } from "../../components/format-time.ts";
import { Panel } from "../../components/panel.tsx";
import { When } from "../../components/when.tsx";
import { NextTimes } from "./next-times.tsx";
import { ScheduleActions } from "./schedule-actions.tsx";
import { RunOutcome, ScheduleStateBadge, wordState } from "./schedule-words.tsx";

/** One schedule: how it stands, when it comes next, what became of its times. */
export function ScheduleCard({ schedule }: { readonly schedule: ScheduleView }) {
  const { name, state, missed, missedEarlier, next, timeZone } = schedule;
  const said = wordState(state);
  return (
    <Panel
      label={name}
      title={
        <Group component="span" gap="sm">
          {name}
          <ScheduleStateBadge state={state} />
        </Group>
      }
      actions={<ScheduleActions schedule={schedule} />}
    >
      <Stack gap="md">
        {said === undefined ? null : <Text size="sm">{said}</Text>}
        <Facts facts={factsOf(schedule)} />
        <NextTimes next={next} timeZone={timeZone} />
        {missed.length === 0 ? null : (
          <details>
            <summary style={{ cursor: "pointer", fontSize: "var(--mantine-font-size-sm)" }}>
              Missed times ({missed.length + missedEarlier})
            </summary>
            <ul style={{ margin: "6px 0 0", paddingInlineStart: 18 }}>
              {missed.map(({ slot, reason }) => (
                <li key={slot}>
                  <Text size="sm">
                    {formatAbsolute(slot)}: {reason}
                  </Text>
                </li>
              ))}
            </ul>
          </details>
        )}
      </Stack>
    </Panel>
  );
}

function factsOf({ scope, when, timeZone, destination, lastRun }: ScheduleView): readonly Fact[] {
  return [
    { label: "Holds", value: scope.kind === "instance" ? "Everything" : scope.slug },
    { label: "Comes", value: `${when}, ${timeZone}` },
    ...(destination === undefined ? [] : [{ label: "Destination", value: destination }]),
    {
      label: "Last time",
      value:
        lastRun === undefined ? (
          "Not yet"
        ) : (
          <>
            <Link to="/snapshots/$name" params={{ name: lastRun.set }}>
              <When time={lastRun.slot} />
            </Link>
            , <RunOutcome outcome={lastRun.outcome} />
          </>
        ),
    },
  ];
}
