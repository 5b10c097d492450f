import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { ApplicationList } from "./application-list.tsx";
import { KitReminder } from "./kit-reminder.tsx";

/** The first screen: is everything kept, and what is there. */
export function OverviewScreen() {
  const applications = useQuery(queries.applications);
  return (
    <Screen title="Overview">
      <Stack gap="lg">
        <KitReminder />
        {applications.isPending ? <Waiting label="Reading the applications" /> : null}
        {applications.error === null ? null : (
          <FaultPanel
            title="The applications cannot be listed"
            fault={applications.error}
            onRetry={() => void applications.refetch()}
          />
        )}
        {applications.data === undefined ? null : <ApplicationList applications={applications.data} />}
      </Stack>
    </Screen>
  );
}
