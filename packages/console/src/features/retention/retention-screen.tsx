import type { RetentionPreviewView } from "@holdfast/api";
import { Alert, Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { Calendar } from "./calendar.tsx";
import { RetainedList } from "./retained-list.tsx";

/** Which snapshots are kept and which go, now and in the months to come. */
export function RetentionScreen() {
  const retention = useQuery(queries.retention);
  const found = retention.data;
  return (
    <Screen title="Retention" note="Which snapshots are kept, which go, and when.">
      {retention.error === null ? null : (
        <FaultPanel
          title="What is kept cannot be worked out"
          fault={retention.error}
          onRetry={() => void retention.refetch()}
        />
      )}
      {retention.isPending ? <Waiting label="Working out what is kept" /> : null}
      {found === undefined ? null : (
        <Stack gap="lg">
          <Resting retention={found} />
          <Rules retention={found} />
          <Calendar retention={found} />
          <RetainedList sets={found.sets} holds={found.holds} />
        </Stack>
      )}
    </Screen>
  );
}

function Resting({ retention: { rests, applied } }: { readonly retention: RetentionPreviewView }) {
  return (
    <>
      {rests === undefined ? null : (
        <Alert color="orange" variant="light" title="Nothing is deleted now">
          {rests}
        </Alert>
      )}
      {applied ? null : (
        <Alert color="orange" variant="light" title="Nobody applies the rules">
          Holdfast does not run in the cluster.
        </Alert>
      )}
    </>
  );
}

function Rules({ retention: { policies } }: { readonly retention: RetentionPreviewView }) {
  return (
    <Panel title="Rules" label="Rules">
      <Stack gap="sm">
        {policies.length === 0 ? <Text size="sm">There is no rule: every snapshot is kept.</Text> : null}
        {policies.map(({ name, scope, keeps, timeZone, problems }) => (
          <div key={name}>
            <Text size="sm">
              <b>{scope.kind === "instance" ? "Snapshots of everything" : `Snapshots of ${scope.slug} alone`}</b>: kept{" "}
              {keeps} (days in {timeZone})
            </Text>
            {problems.map((problem) => (
              <Text key={problem} size="sm" c="var(--mantine-color-red-text)">
                It cannot be followed, so everything is kept: {problem}
              </Text>
            ))}
          </div>
        ))}
        <Text size="sm" c="dimmed">
          Always kept, whatever the rules say: in each destination the newest good snapshot of everything, and the
          newest good one of each application and of the console. The rules are changed with{" "}
          <Code>holdfast retention set</Code>, which shows first what that would delete.
        </Text>
      </Stack>
    </Panel>
  );
}
