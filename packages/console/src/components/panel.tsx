import { Group, Paper, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PanelProps {
  readonly title: ReactNode;
  /** For screen readers, when the title is not plain text. */
  readonly label?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a screen with a heading of its own. */
export function Panel({ title, label, actions, children }: PanelProps) {
  return (
    <Paper
      component="section"
      withBorder
      radius="lg"
      p={{ base: "md", sm: "lg" }}
      {...(label === undefined ? {} : { "aria-label": label })}
    >
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <Title order={2} size="h5">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
