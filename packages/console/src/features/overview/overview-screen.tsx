import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { ApplicationList } from "./application-list.tsx";
import { KitReminder } from "./kit-reminder.tsx";
import { Problems, StatusSentence } from "./status-answer.tsx";

/** The first screen: "am I safe?". */
export function OverviewScreen() {
  const status = useQuery(queries.status);
  return (
    <Screen title="Overview">
      <Stack gap="lg">
        {status.isPending ? <Waiting label="Finding out how everything stands" /> : null}
        {status.error === null ? null : (
          <FaultPanel
            title="How everything stands cannot be read"
            fault={status.error}
            onRetry={() => void status.refetch()}
          />
        )}
        {status.data === undefined ? null : (
          <>
            <StatusSentence status={status.data} />
            <KitReminder />
            <ApplicationList status={status.data} />
            <Problems problems={status.data.problems.filter(({ code }) => code !== "recovery-kit-missing")} />
          </>
        )}
      </Stack>
    </Screen>
  );
}
