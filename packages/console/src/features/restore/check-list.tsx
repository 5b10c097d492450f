import type { CheckView } from "@holdfast/api";
import { Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { CheckState } from "../../components/check-state.tsx";
import { count } from "../../components/format-amount.ts";
import { Panel } from "../../components/panel.tsx";
import { Wording } from "../../components/wording.tsx";
import classes from "./restore.module.css";

interface CheckListProps {
  readonly checks: readonly CheckView[];
  readonly accepted: readonly string[];
  readonly onAccept: (code: string, isAccepted: boolean) => void;
}

const order: readonly CheckView["result"][] = ["refused", "needs-acceptance", "unknown", "warning"];

/** What was looked at: what stops the restore first, what passed folded away. */
export function CheckList({ checks, accepted, onAccept }: CheckListProps) {
  const open = order.flatMap((result) => checks.filter((check) => check.result === result));
  const passed = checks.filter(({ result }) => result === "passed");
  return (
    <Panel title="Checks" label="Checks">
      <Stack gap="md">
        {open.length === 0 ? (
          <Text size="sm">Everything that can be known beforehand was looked at, and nothing stands in the way.</Text>
        ) : (
          <ul className={classes["checks"]} aria-label="Checks that did not pass">
            {open.map((check) => (
              <CheckLine
                key={keyOf(check)}
                check={check}
                isAccepted={accepted.includes(check.code)}
                onAccept={onAccept}
              />
            ))}
          </ul>
        )}
        <details>
          <summary className={classes["summary"]}>{count(passed.length, "check")} passed</summary>
          <ul className={classes["passed"]}>
            {passed.map((check) => (
              <li key={keyOf(check)}>
                {check.subject}: {check.message}
              </li>
            ))}
          </ul>
        </details>
      </Stack>
    </Panel>
  );
}

function keyOf({ code, subject, message }: CheckView): string {
  return `${code} ${subject} ${message}`;
}

interface CheckLineProps {
  readonly check: CheckView;
  readonly isAccepted: boolean;
  readonly onAccept: CheckListProps["onAccept"];
}

function CheckLine({ check: { code, subject, result, message, remedy }, isAccepted, onAccept }: CheckLineProps) {
  return (
    <li className={classes["check"]} data-check={code} data-result={result}>
      <Group gap="sm" align="flex-start" justify="space-between">
        <Title order={3} size="sm" fw={600} style={{ overflowWrap: "anywhere", flex: "1 1 14rem" }}>
          {subject}: {message}
        </Title>
        <CheckState result={result} />
      </Group>
      {remedy === undefined ? null : (
        <Text size="sm" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
          <Wording text={remedy} />
        </Text>
      )}
      {result === "needs-acceptance" ? (
        <Checkbox
          mt="sm"
          checked={isAccepted}
          onChange={(event) => onAccept(code, event.currentTarget.checked)}
          label="I accept this"
          description={`It is noted with the restore as ${code}`}
          aria-label={`I accept this: ${subject}: ${message}`}
        />
      ) : null}
    </li>
  );
}
