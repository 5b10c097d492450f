import { Alert, Button, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import type { RestorePlanView } from "@holdfast/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { BackLink } from "../../components/back-link.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { formatDuration } from "../../components/format-time.ts";
import { LinkButton } from "../../components/link-button.tsx";
import { Screen } from "../../components/screen.tsx";
import { useNow } from "../../components/use-now.ts";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { PlanSummary } from "./plan-summary.tsx";

/** What a restore would do, and the slug to type before it is done. */
export function RestoreScreen({ name, application }: { readonly name: string; readonly application: string }) {
  const plan = useQuery(queries.restorePlan(name, application));
  return (
    <Screen
      title={`Restore ${application}`}
      note={`from snapshot ${name}`}
      back={
        <BackLink to="/snapshots/$name" params={{ name }}>
          {name}
        </BackLink>
      }
    >
      {plan.isPending ? <Waiting label="Working out what the restore would do" /> : null}
      {plan.error === null ? null : (
        <FaultPanel title="This restore is not possible" fault={plan.error} onRetry={() => void plan.refetch()} />
      )}
      {plan.data === undefined ? null : (
        <Stack gap="lg">
          <DataAge plan={plan.data} />
          <PlanSummary plan={plan.data} />
          <Confirm plan={plan.data} onPlanMoved={() => void plan.refetch()} />
        </Stack>
      )}
    </Screen>
  );
}

function DataAge({ plan }: { readonly plan: RestorePlanView }) {
  const now = useNow();
  return (
    <Alert
      color="orange"
      variant="light"
      title={`${plan.application} goes back ${formatDuration(now - Date.parse(plan.backedUpAt))}`}
    >
      What was written to {plan.application} since then is lost. {plan.application} stops while it is restored.
    </Alert>
  );
}

function Confirm({ plan, onPlanMoved }: { readonly plan: RestorePlanView; readonly onPlanMoved: () => void }) {
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: () =>
      requests.startRestore({
        backupSet: plan.backupSet,
        application: plan.application,
        confirmation: typed,
        plan: plan.hash,
      }),
    onSuccess: ({ operation }) => navigate({ to: "/operations/$id", params: { id: operation } }),
  });
  return (
    <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          restore.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={
              <>
                Type <b>{plan.application}</b> to confirm
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maw={360}
          />
          {restore.error === null ? null : <FaultPanel fault={restore.error} onRetry={onPlanMoved} />}
          <Group>
            <LinkButton variant="default" to="/snapshots/$name" params={{ name: plan.backupSet }}>
              Cancel
            </LinkButton>
            <Button type="submit" color="red" disabled={typed !== plan.application} loading={restore.isPending}>
              Delete and restore
            </Button>
            {typed === plan.application ? null : (
              <Text size="xs" c="dimmed">
                Waits for the name above
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
