import type { RetentionPreviewView } from "@holdfast/api";
import { Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { HoldButton } from "./hold-button.tsx";
import { Panel } from "../../components/panel.tsx";
import { When } from "../../components/when.tsx";
import classes from "./retention.module.css";

/** Every snapshot that exists, with the rule that keeps or frees it. */
export function RetainedList({ sets, holds }: Pick<RetentionPreviewView, "sets" | "holds">) {
  const held = new Set(holds.map(({ set }) => set));
  return (
    <Panel title="What exists now" label="What exists now">
      {sets.length === 0 ? <Text size="sm">There is no snapshot.</Text> : null}
      <ul className={classes["sets"]}>
        {sets.map(({ set, createdAt, why, alwaysKept }) => (
          <li key={set} data-retained={set}>
            <Group gap="xs">
              <Link to="/snapshots/$name" params={{ name: set }} className={classes["link"]}>
                {set}
              </Link>
              {alwaysKept ? (
                <Badge size="sm" variant="outline" color="green" tt="none">
                  Always kept
                </Badge>
              ) : null}
              {held.has(set) ? (
                <Badge size="sm" variant="outline" color="blue" tt="none">
                  Held
                </Badge>
              ) : null}
              <HoldButton set={set} isHeld={held.has(set)} />
            </Group>
            <Text size="sm">
              <When time={createdAt} />. {why}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
