import type { ApplicationView } from "@holdfast/api";
import { Box, Group, List, Paper, Text } from "@mantine/core";
import { AlertIcon, CheckIcon } from "../../components/icons.tsx";
import { Wording } from "../../components/wording.tsx";

/** What a full snapshot would hold and what it would not, each with its reason. */
export function WhatIsIncluded({ applications }: { readonly applications: readonly ApplicationView[] }) {
  return (
    <Paper withBorder p="md" radius="md">
      <List spacing="xs" size="sm" listStyleType="none" aria-label="What the snapshot will hold">
        {applications.map((application) => (
          <ApplicationLine key={application.slug} application={application} />
        ))}
        <Line included>
          <Text size="sm">The console: its settings and records</Text>
        </Line>
      </List>
    </Paper>
  );
}

function ApplicationLine({
  application: { title, versionLabel, namespaces, coverage },
}: {
  readonly application: ApplicationView;
}) {
  if (coverage.kind === "included") {
    return (
      <Line included>
        <Text size="sm">
          {title} {versionLabel}, with all of {namespaces.length === 1 ? "namespace" : "namespaces"}{" "}
          {namespaces.join(", ")}
        </Text>
      </Line>
    );
  }
  return (
    <Line included={false}>
      <Text size="sm">Not {title}</Text>
      <Text size="sm" c="dimmed">
        <Wording text={coverage.reason} />
      </Text>
    </Line>
  );
}

function Line({ included, children }: { readonly included: boolean; readonly children: React.ReactNode }) {
  const color = included ? "var(--mantine-color-green-text)" : "var(--mantine-color-orange-text)";
  return (
    <List.Item>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Box c={color} mt={2} display="flex">
          {included ? <CheckIcon /> : <AlertIcon />}
        </Box>
        <div>{children}</div>
      </Group>
    </List.Item>
  );
}
