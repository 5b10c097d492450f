import type { RestoreRequestView } from "@holdfast/api";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BackLink } from "../../components/back-link.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { joinWords } from "../../components/format-amount.ts";
import { LinkButton } from "../../components/link-button.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { ConfirmPlan } from "./confirm-plan.tsx";
import { PlanView } from "./plan-view.tsx";
import { RestoreWishes } from "./restore-wishes.tsx";

interface RestoreScreenProps {
  readonly name: string;
  readonly applications: readonly string[];
}

/** What a restore would do, with every check, and the names to type before it is done. */
export function RestoreScreen({ name, applications }: RestoreScreenProps) {
  const [request, setRequest] = useState<RestoreRequestView>({
    backupSet: name,
    scope: { kind: "applications", slugs: applications },
    safety: true,
    allowPartiallyFailed: false,
    accepted: [],
  });
  const backup = useQuery(queries.backup(name));
  const isAsked = request.scope.kind !== "applications" || request.scope.slugs.length > 0;
  const plan = useQuery({ ...queries.restorePlan(request), enabled: isAsked });
  return (
    <Screen
      title={titleOf(request)}
      note={`from snapshot ${name}`}
      back={
        <BackLink to="/snapshots/$name" params={{ name }}>
          {name}
        </BackLink>
      }
    >
      <Stack gap="lg">
        {backup.data === undefined ? null : (
          <RestoreWishes members={backup.data.members} request={request} onChange={setRequest} />
        )}
        {plan.isFetching ? <Waiting label="Checking, and working out what the restore would do" /> : null}
        {plan.error === null || plan.isFetching ? null : (
          <FaultPanel title="This restore cannot be planned" fault={plan.error} onRetry={() => void plan.refetch()} />
        )}
        {plan.data === undefined || plan.isFetching ? null : (
          <PlanView key={plan.data.hash} plan={plan.data}>
            {(accepted) => (
              <ConfirmPlan
                plan={plan.data}
                accepted={accepted}
                action="Delete and restore"
                start={(confirmed) => requests.startRestore({ ...request, ...confirmed })}
                cancel={
                  <LinkButton variant="default" to="/snapshots/$name" params={{ name }}>
                    Cancel
                  </LinkButton>
                }
                onPlanMoved={() => void plan.refetch()}
              />
            )}
          </PlanView>
        )}
      </Stack>
    </Screen>
  );
}

function titleOf({ scope }: RestoreRequestView): string {
  switch (scope.kind) {
    case "applications":
      return scope.slugs.length === 0 ? "Restore" : `Restore ${joinWords(scope.slugs)}`;
    case "full":
      return "Restore everything";
    case "console":
      return "Restore the console";
  }
}
