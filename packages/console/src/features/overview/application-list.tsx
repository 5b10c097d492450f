import type { ApplicationView } from "@holdfast/api";
import { Group, Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Wording } from "../../components/wording.tsx";
import classes from "./overview.module.css";

/** Every installed application, and whether a snapshot of everything holds it. */
export function ApplicationList({ applications }: { readonly applications: readonly ApplicationView[] }) {
  return (
    <Panel title="Applications" label="Applications">
      {applications.length === 0 ? (
        <Text size="sm" c="dimmed">
          No application is installed.
        </Text>
      ) : (
        <ul className={classes["list"]}>
          {applications.map((application) => (
            <ApplicationLine key={application.slug} application={application} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ApplicationLine({
  application: { slug, title, versionLabel, coverage },
}: {
  readonly application: ApplicationView;
}) {
  return (
    <Paper component="li" className={classes["line"]} data-application={slug}>
      <Group justify="space-between" gap="xs">
        <div>
          <Link to="/applications/$slug" params={{ slug }} className={classes["link"]}>
            {title}
          </Link>
          <Text size="xs" c="dimmed">
            Version {versionLabel}
          </Text>
        </div>
        {coverage.kind === "included" ? (
          <StateBadge tone="good">In a snapshot of everything</StateBadge>
        ) : (
          <StateBadge tone="warning">In no snapshot</StateBadge>
        )}
      </Group>
      {coverage.kind === "included" ? null : (
        <Text size="sm" mt={4}>
          <Wording text={coverage.reason} />
        </Text>
      )}
    </Paper>
  );
}
