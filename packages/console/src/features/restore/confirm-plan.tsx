import { stoppingChecks } from "@holdfast/domain";
import type { RestorePlanView } from "@holdfast/api";
import { Button, Code, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";

interface Confirmed {
  readonly confirmation: string;
  readonly plan: string;
  readonly accepted: readonly string[];
}

interface ConfirmPlanProps {
  readonly plan: RestorePlanView;
  readonly accepted: readonly string[];
  readonly action: string;
  /** At the command line; absent: as the plan says. */
  readonly command?: string;
  readonly start: (confirmed: Confirmed) => Promise<{ readonly operation: string }>;
  readonly cancel: ReactNode;
  /** The plan is not what it was. */
  readonly onPlanMoved: () => void;
}

/** What is typed before anything is deleted. The server judges it again. */
export function ConfirmPlan({ plan, accepted, action, start, cancel, onPlanMoved, ...more }: ConfirmPlanProps) {
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: () => start({ confirmation: typed, plan: plan.hash, accepted }),
    onSuccess: ({ operation }) => navigate({ to: "/operations/$id", params: { id: operation } }),
  });
  const waitsFor = whatIsMissing(plan, accepted, typed);
  return (
    <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (waitsFor === undefined) restore.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={
              <>
                Type <b>{plan.confirmation}</b> to confirm
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
            {cancel}
            <Button type="submit" color="red" disabled={waitsFor !== undefined} loading={restore.isPending}>
              {action}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {waitsFor ?? ""}
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            At the command line:{" "}
            <Code style={{ overflowWrap: "anywhere" }}>{commandOf(more.command ?? plan.command, accepted)}</Code>
          </Text>
        </Stack>
      </form>
    </Paper>
  );
}

/** Why the button cannot be pressed yet. */
function whatIsMissing(plan: RestorePlanView, accepted: readonly string[], typed: string): string | undefined {
  const stopping = stoppingChecks(plan.checks, accepted);
  if (stopping.some(({ result }) => result === "refused")) return "A check refuses this restore";
  if (stopping.length > 0) return "Waits for what has to be accepted above";
  return typed === plan.confirmation ? undefined : "Waits for the name above";
}

function commandOf(command: string, accepted: readonly string[]): string {
  return [command, ...accepted.map((code) => `--accept ${code}`)].join(" ");
}
