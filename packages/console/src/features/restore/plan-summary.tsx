import type { RestorePlanView } from "@holdfast/api";
import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { count, formatBytes } from "../../components/format-amount.ts";
import { CheckIcon, RunIcon, TrashIcon } from "../../components/icons.tsx";

/** What is deleted, whose data is replaced, and what stays: exactly, by name. */
export function PlanSummary({ plan }: { readonly plan: RestorePlanView }) {
  return (
    <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }}>
      <Stack gap="lg">
        <Part
          icon={<TrashIcon />}
          color="var(--mantine-color-red-text)"
          title={`Deleted and made again from the snapshot: ${count(plan.deletes.length, "object")}`}
          none="Nothing is there to be deleted; everything is made from the snapshot."
          lines={byKind(plan.deletes)}
        />
        <Part
          icon={<RunIcon />}
          color="var(--mantine-color-red-text)"
          title={`Wiped and filled from the snapshot: ${count(plan.wipes.length, "volume")}`}
          none="No volume is wiped."
          lines={plan.wipes.map(
            ({ name, sizeBytes }) =>
              `${name}${sizeBytes === undefined ? "" : `, ${formatBytes(sizeBytes)} in the snapshot`}`,
          )}
        />
        <Part
          icon={<CheckIcon />}
          color="var(--mantine-color-green-text)"
          title={`Kept as it is: ${count(plan.keeps.length, "object")}`}
          none="Nothing else is in the application's namespaces."
          lines={plan.keeps.map(
            ({ kind, namespace, name, reason }) =>
              `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}: ${reason}`,
          )}
        />
        <Text size="sm" c="dimmed">
          The license is not rolled back. Namespaces, storage classes and resource definitions are never deleted.
        </Text>
      </Stack>
    </Paper>
  );
}

interface PartProps {
  readonly icon: ReactNode;
  readonly color: string;
  readonly title: string;
  readonly none: string;
  readonly lines: readonly string[];
}

function Part({ icon, color, title, none, lines }: PartProps) {
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <Box c={lines.length === 0 ? "dimmed" : color} mt={2} display="flex">
        {icon}
      </Box>
      <div style={{ minWidth: 0 }}>
        <Title order={2} size="h6" {...(lines.length === 0 ? { c: "dimmed", fw: 400 } : {})}>
          {lines.length === 0 ? none : title}
        </Title>
        <ul style={{ margin: "6px 0 0", paddingInlineStart: 18, fontSize: "var(--mantine-font-size-sm)" }}>
          {lines.map((line) => (
            <li key={line} style={{ overflowWrap: "anywhere" }}>
              {line}
            </li>
          ))}
        </ul>
      </div>
    </Group>
  );
}

/** "Secret: a, b, c", one line a kind. */
function byKind(objects: RestorePlanView["deletes"]): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const { kind, name } of objects) kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  return [...kinds].map(([kind, names]) => `${kind}: ${names.join(", ")}`);
}
