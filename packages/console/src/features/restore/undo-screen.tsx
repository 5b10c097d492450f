import type { UndoPlanView } from "@holdfast/api";
import { Alert, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BackLink } from "../../components/back-link.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { joinWords } from "../../components/format-amount.ts";
import { formatAbsolute } from "../../components/format-time.ts";
import { LinkButton } from "../../components/link-button.tsx";
import { Panel } from "../../components/panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { requests } from "../../queries/requests.ts";
import { ConfirmPlan } from "./confirm-plan.tsx";
import { PlanView } from "./plan-view.tsx";
import { SafetySwitch } from "./restore-wishes.tsx";

/** Back to what was there before a restore. */
export function UndoScreen({ id }: { readonly id: string }) {
  const [safety, setSafety] = useState(true);
  const request = { safety, allowPartiallyFailed: false, accepted: [] };
  const undo = useQuery(queries.undoPlan(id, request));
  return (
    <Screen
      title="Undo a restore"
      note={id}
      back={
        <BackLink to="/operations/$id" params={{ id }}>
          The restore
        </BackLink>
      }
    >
      <Stack gap="lg">
        {undo.isFetching ? <Waiting label="Checking, and working out what undoing would do" /> : null}
        {undo.error === null || undo.isFetching ? null : (
          <FaultPanel title="This restore cannot be undone" fault={undo.error} onRetry={() => void undo.refetch()} />
        )}
        {undo.data === undefined || undo.isFetching ? null : (
          <>
            <Limits undo={undo.data} />
            <Panel title="Before it is undone" label="Before it is undone">
              <SafetySwitch safety={safety} onChange={setSafety} />
            </Panel>
            <PlanView key={undo.data.plan.hash} plan={undo.data.plan}>
              {(accepted) => (
                <ConfirmPlan
                  plan={undo.data.plan}
                  command={`holdfast restore undo ${id}`}
                  accepted={accepted}
                  action="Delete and go back"
                  start={(confirmed) => requests.startUndo(id, { ...request, ...confirmed })}
                  cancel={
                    <LinkButton variant="default" to="/operations/$id" params={{ id }}>
                      Cancel
                    </LinkButton>
                  }
                  onPlanMoved={() => void undo.refetch()}
                />
              )}
            </PlanView>
          </>
        )}
      </Stack>
    </Screen>
  );
}

function Limits({ undo: { applications, losesSince, until } }: { readonly undo: UndoPlanView }) {
  return (
    <Alert color="orange" variant="light" title={`${joinWords(applications)}: back to before the restore`}>
      What was written since {formatAbsolute(losesSince)} is lost.
      {until === undefined ? "" : ` This is possible until ${formatAbsolute(until)}; then the safety snapshot expires.`}
    </Alert>
  );
}
