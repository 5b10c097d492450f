import type { OperationView } from "@holdfast/api";
import { Alert, Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BackLink } from "../../components/back-link.tsx";
import { Facts } from "../../components/facts.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { nameOperation, progressOf } from "../../components/operation-words.ts";
import { ProgressLine } from "../../components/progress-line.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { Wording } from "../../components/wording.tsx";
import { Took, When } from "../../components/when.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { CancelButton, GiveUpButton } from "./end-operation.tsx";
import { OperationState } from "./operation-state.tsx";
import { RestoreResult } from "./restore-result.tsx";
import { StepList } from "./step-list.tsx";

/** One operation to its end. The address is all it needs: it can be reloaded, shared and left. */
export function OperationScreen({ id }: { readonly id: string }) {
  const operation = useQuery(queries.operation(id));
  const found = operation.data;
  return (
    <Screen
      title={found === undefined ? `Operation ${id}` : nameOperation(found)}
      back={<BackLink to="/operations">Operations</BackLink>}
      badge={found === undefined ? null : <OperationState state={found.state} />}
      actions={
        found === undefined ? null : (
          <>
            <GiveUpButton operation={found} />
            <CancelButton operation={found} />
          </>
        )
      }
    >
      {operation.error === null ? null : (
        <FaultPanel
          title="This operation cannot be shown"
          fault={operation.error}
          onRetry={() => void operation.refetch()}
        />
      )}
      {operation.isPending ? <Waiting label="Reading the operation" /> : null}
      {found === undefined ? null : (
        <Stack gap="lg">
          <div aria-live="polite">
            <Standing operation={found} />
          </div>
          <HowItEnds operation={found} />
          {isEndedRestore(found) ? <RestoreResult id={id} /> : null}
          <Facts facts={factsOf(found)} />
          <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }} component="section" aria-label="Steps">
            <Title order={2} size="h5" mb="md">
              Steps
            </Title>
            <StepList operation={found} />
          </Paper>
        </Stack>
      )}
    </Screen>
  );
}

const restoringKinds: readonly string[] = ["restore", "copy", "restore-claim"];

function isEndedRestore({ kind, state }: OperationView): boolean {
  const isAtRest = state.stage === "done" || state.stage === "failed" || state.stage === "cancelled";
  return isAtRest && restoringKinds.includes(kind);
}

/** Only while it goes on: why it cannot be cancelled, or that it is being. */
function HowItEnds({ operation: { endings, state } }: { readonly operation: OperationView }) {
  if (state.stage === "done" || state.stage === "cancelled") return null;
  switch (endings.cancel.kind) {
    case "possible":
      return null;
    case "asked":
      return (
        <Alert color="gray" variant="light" title={`${endings.cancel.by} cancelled it`}>
          What it has made so far is being taken back.
        </Alert>
      );
    case "impossible":
      return (
        <Text size="sm" c="dimmed">
          It cannot be cancelled. {endings.cancel.reason}
        </Text>
      );
  }
}

function Standing({ operation }: { readonly operation: OperationView }) {
  const { state } = operation;
  switch (state.stage) {
    case "pending":
      return (
        <Alert color="gray" variant="light" title="It is recorded and will start in a moment">
          You may leave this page; the work does not depend on it.
        </Alert>
      );
    case "running":
      return (
        <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }}>
          <ProgressLine progress={progressOf(state)} label="Progress of this operation" />
          <Text size="xs" c="dimmed" mt="xs">
            You may leave this page; the work does not depend on it.
          </Text>
        </Paper>
      );
    case "stopped":
      return (
        <Alert color="gray" variant="light" title="It stopped between two steps and goes on by itself">
          Whoever drove it was ended. Another one takes over within half a minute.
        </Alert>
      );
    case "failed":
      return (
        <Stack>
          <FaultPanel fault={state.fault} />
          <Resume id={operation.id} />
        </Stack>
      );
    case "cancelled":
      return (
        <Alert color="gray" variant="light" title={`Cancelled by ${state.by}`}>
          {state.left}
        </Alert>
      );
    case "done":
      return (
        <Alert color="green" variant="light" title={<Wording text={state.summary} />}>
          {operation.subject.kind === "backup-set" && operation.kind === "backup" ? (
            <LinkButton size="xs" variant="light" to="/snapshots/$name" params={{ name: operation.subject.name }}>
              Show the snapshot
            </LinkButton>
          ) : (
            "Nothing is left to do."
          )}
        </Alert>
      );
  }
}

function Resume({ id }: { readonly id: string }) {
  const queryClient = useQueryClient();
  const resume = useMutation({
    mutationFn: () => requests.resumeOperation(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["operations"] }),
  });
  return (
    <Stack align="flex-start" gap="sm">
      <Text size="sm">
        Once the cause is removed, it can go on from where it failed. Steps that ended are not done again.
      </Text>
      <Button variant="light" loading={resume.isPending} onClick={() => resume.mutate()}>
        Go on from there
      </Button>
      {resume.error === null ? null : <FaultPanel fault={resume.error} />}
    </Stack>
  );
}

function factsOf({ createdAt, requestedBy, state, id }: OperationView) {
  const endedAt = "at" in state && state.stage !== "stopped" ? state.at : undefined;
  return [
    { label: "Asked for", value: <When time={createdAt} /> },
    { label: "By", value: requestedBy },
    { label: endedAt === undefined ? "Takes" : "Took", value: <Took from={createdAt} to={endedAt} /> },
    { label: "Operation", value: id },
  ];
}
