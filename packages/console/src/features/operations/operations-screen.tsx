import type { OperationView } from "@holdfast/api";
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { nameOperation, progressOf } from "../../components/operation-words.ts";
import { ProgressLine } from "../../components/progress-line.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { When } from "../../components/when.tsx";
import { queries } from "../../queries/queries.ts";
import classes from "./operations.module.css";
import { OperationState } from "./operation-state.tsx";

export function OperationsScreen() {
  const operations = useQuery(queries.operations);
  const going = operations.data?.filter((operation) => !hasEnded(operation)) ?? [];
  const ended = operations.data?.filter(hasEnded) ?? [];
  return (
    <Screen title="Operations" note="Snapshots being made or deleted, restores, and whatever else takes its time.">
      {operations.error === null ? null : (
        <FaultPanel
          title="The operations cannot be listed"
          fault={operations.error}
          onRetry={() => void operations.refetch()}
        />
      )}
      {operations.isPending ? <Waiting label="Reading the operations" /> : null}
      {operations.data === undefined ? null : (
        <Stack gap="xl">
          <OperationList title="In flight" none="Nothing is going on." operations={going} />
          <OperationList title="Ended" none="No operation has ended yet." operations={ended} />
        </Stack>
      )}
    </Screen>
  );
}

function hasEnded({ state }: OperationView): boolean {
  return state.stage === "done" || state.stage === "cancelled";
}

interface OperationListProps {
  readonly title: string;
  readonly none: string;
  readonly operations: readonly OperationView[];
}

function OperationList({ title, none, operations }: OperationListProps) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {operations.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Paper withBorder radius="lg" component="ul" className={classes["list"]}>
          {operations.map((operation) => (
            <OperationLine key={operation.id} operation={operation} />
          ))}
        </Paper>
      )}
    </section>
  );
}

function OperationLine({ operation }: { readonly operation: OperationView }) {
  const { state } = operation;
  return (
    <li className={classes["line"]} data-operation={operation.id}>
      <Group justify="space-between" gap="xs">
        <Group gap="sm">
          <Link to="/operations/$id" params={{ id: operation.id }} className={classes["link"]}>
            {nameOperation(operation)}
          </Link>
          <OperationState state={state} />
        </Group>
        <Text size="sm" c="dimmed">
          <When time={operation.createdAt} />
        </Text>
      </Group>
      {state.stage === "running" ? (
        <div style={{ marginTop: 8 }}>
          <ProgressLine progress={progressOf(state)} label={nameOperation(operation)} />
        </div>
      ) : null}
      {state.stage === "failed" ? (
        <Text size="sm" mt={4}>
          {state.fault.message}
        </Text>
      ) : null}
      {state.stage === "done" ? (
        <Text size="sm" c="dimmed" mt={4}>
          {state.summary}
        </Text>
      ) : null}
      {state.stage === "cancelled" ? (
        <Text size="sm" c="dimmed" mt={4}>
          {state.left}
        </Text>
      ) : null}
    </li>
  );
}
