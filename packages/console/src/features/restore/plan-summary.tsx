import type { PlannedApplicationView } from "@holdfast/api";
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { count, formatBytes } from "../../components/format-amount.ts";
import { CheckIcon, RunIcon, TrashIcon } from "../../components/icons.tsx";
import { Panel } from "../../components/panel.tsx";
import { installedLines } from "./installed-lines.ts";
import classes from "./restore.module.css";

const red = "var(--mantine-color-red-text)";
const green = "var(--mantine-color-green-text)";

/** What becomes of one application: what is deleted, whose data is replaced, and what stays, by name. */
export function PlanSummary({ application }: { readonly application: PlannedApplicationView }) {
  const { slug, deletes, claims, keeps, lost, changed, added, reapplied } = application;
  const madeAgain = deletes.filter((one) => !lost.some((other) => isSame(one, other)));
  const wiped = claims.filter(({ change }) => change === "wiped");
  const coming = claims.filter(({ change }) => change !== "wiped");
  return (
    <Panel title={`What becomes of ${slug}`} label={`What becomes of ${slug}`}>
      <Stack gap="lg">
        <Names title="Afterwards" icon={<CheckIcon />} color={green} lines={installedLines(application)} />
        <Names
          icon={<TrashIcon />}
          color={red}
          title={`Deleted and made again from the snapshot: ${count(madeAgain.length, "object")}`}
          none="Nothing is there to be deleted; everything is made from the snapshot."
          lines={byKind(madeAgain)}
        />
        <Names
          icon={<TrashIcon />}
          color={red}
          title={`Deleted for good: ${count(lost.length, "object")}`}
          lines={lost.map((one) => `${one.kind} ${one.name}: ${one.reason}`)}
        />
        <Names
          icon={<RunIcon />}
          color={red}
          title={`Wiped and filled from the snapshot: ${count(wiped.length, "volume")}`}
          none="No volume is wiped."
          lines={wiped.map(
            ({ name, sizeBytes }) =>
              `${name}${sizeBytes === undefined ? "" : `, ${formatBytes(sizeBytes)} in the snapshot`}`,
          )}
        />
        <Names
          icon={<RunIcon />}
          color={green}
          title={`Not there now, and made: ${count(added.length + coming.length, "object")}`}
          lines={[
            ...byKind(added),
            ...coming.map(({ name, change }) => `${name}${change === "returns" ? " with its data" : ", empty"}`),
          ]}
        />
        <Names
          icon={<RunIcon />}
          color={red}
          title={`Different in the snapshot: ${count(changed.length, "object")}`}
          lines={changed.map(({ kind, name, fields }) => `${kind} ${name}: ${fields.map(wordField).join(", ")}`)}
        />
        <Names
          icon={<CheckIcon />}
          color={green}
          title={`Kept as it is: ${count(keeps.length, "object")}`}
          none="Nothing else is in the application's namespaces."
          lines={keeps.map(
            ({ kind, namespace, name, reason }) =>
              `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}: ${reason}`,
          )}
        />
        <Names
          icon={<RunIcon />}
          color={green}
          title={`Applied again for the whole cluster: ${count(reapplied.length, "object")}`}
          lines={byKind(reapplied)}
        />
        <Text size="sm" c="dimmed">
          The license is not rolled back. Namespaces, storage classes and resource definitions are never deleted.
        </Text>
      </Stack>
    </Panel>
  );
}

interface NamesProps {
  readonly icon: ReactNode;
  readonly color: string;
  readonly title: string;
  /** What is said when there is none; absent: nothing is said. */
  readonly none?: string;
  readonly lines: readonly string[];
}

function Names({ icon, color, title, none, lines }: NamesProps) {
  const isEmpty = lines.length === 0;
  if (isEmpty && none === undefined) return null;
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <Box c={isEmpty ? "dimmed" : color} mt={2} display="flex">
        {icon}
      </Box>
      <div style={{ minWidth: 0 }}>
        <Title order={3} size="h6" {...(isEmpty ? { c: "dimmed", fw: 400 } : {})}>
          {isEmpty ? none : title}
        </Title>
        <ul className={classes["names"]}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    </Group>
  );
}

type Named = PlannedApplicationView["deletes"][number];

function isSame(one: Named, other: Named): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

/** "Secret: a, b, c", one line a kind. */
function byKind(objects: PlannedApplicationView["deletes"]): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const { kind, name } of objects) kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  return [...kinds].map(([kind, names]) => `${kind}: ${names.join(", ")}`);
}

function wordField({ path, now, backup }: PlannedApplicationView["changed"][number]["fields"][number]): string {
  return now === undefined && backup === undefined ? path : `${path} ${now ?? "nothing"} → ${backup ?? "nothing"}`;
}
