import type { RestorePlanView } from "@holdfast/api";
import { Alert, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ReactNode } from "react";
import { joinWords } from "../../components/format-amount.ts";
import { formatDuration } from "../../components/format-time.ts";
import { useNow } from "../../components/use-now.ts";
import { CheckList } from "./check-list.tsx";
import { PlanSummary } from "./plan-summary.tsx";
import { SafetyNote } from "./safety-note.tsx";

interface PlanViewProps {
  readonly plan: RestorePlanView;
  /** What comes below it, with the codes that were accepted. */
  readonly children: (accepted: readonly string[]) => ReactNode;
}

/** A plan to its end: what is lost, what was checked, what becomes of each application, what can be undone. */
export function PlanView({ plan, children }: PlanViewProps) {
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const { checks, applications } = plan;
  return (
    <Stack gap="lg">
      {applications.length === 0 ? null : <DataAge plan={plan} />}
      <CheckList
        checks={checks}
        accepted={accepted}
        onAccept={(code, isAccepted) =>
          setAccepted((codes) => (isAccepted ? [...codes, code] : codes.filter((one) => one !== code)))
        }
      />
      {applications.map((application) => (
        <PlanSummary key={application.slug} application={application} />
      ))}
      {applications.length === 0 ? null : <SafetyNote plan={plan} />}
      {children(accepted)}
    </Stack>
  );
}

function DataAge({ plan: { applications, backup, expectedSeconds } }: { readonly plan: RestorePlanView }) {
  const now = useNow();
  const names = joinWords(applications.map(({ slug }) => slug));
  const oldest = applications.map(({ backedUpAt }) => Date.parse(backedUpAt)).sort((one, other) => one - other)[0];
  const isOne = applications.length === 1;
  return (
    <Alert
      color="orange"
      variant="light"
      title={`${names} ${isOne ? "goes" : "go"} back ${formatDuration(now - (oldest ?? Date.parse(backup.startedAt)))}`}
    >
      What was written since then is lost. {names} {isOne ? "stops while it is" : "stop while they are"} restored.
      <Text size="sm" mt={4}>
        {expectedSeconds === undefined
          ? "How long it takes is not known: nothing like it was restored here before."
          : `It takes about ${formatDuration(expectedSeconds * 1000)}, going by earlier restores.`}
      </Text>
    </Alert>
  );
}
