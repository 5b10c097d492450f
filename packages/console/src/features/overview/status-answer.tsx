import type { StatusAnswer } from "@holdfast/api";
import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { AlertIcon, CheckIcon, CrossIcon, QuestionIcon } from "../../components/icons.tsx";
import { Wording } from "../../components/wording.tsx";
import classes from "./overview.module.css";

type Level = StatusAnswer["worst"];

const looks = {
  safe: { color: "green", icon: <CheckIcon size={28} /> },
  nothing: { color: "gray", icon: <QuestionIcon size={28} /> },
  "rollback-only": { color: "orange", icon: <AlertIcon size={28} /> },
  late: { color: "orange", icon: <AlertIcon size={28} /> },
  unknown: { color: "orange", icon: <QuestionIcon size={28} /> },
  broken: { color: "red", icon: <CrossIcon size={28} /> },
  never: { color: "red", icon: <CrossIcon size={28} /> },
} as const satisfies Record<Level, unknown>;

/** "Am I safe?" in one sentence, and below it what is wrong and what to do about it. */
export function StatusSentence({ status: { worst, sentence } }: { readonly status: StatusAnswer }) {
  const { color, icon } = looks[worst];
  return (
    <Paper withBorder radius="lg" p={{ base: "md", sm: "lg" }} data-level={worst}>
      <Group gap="md" wrap="nowrap" align="flex-start" c={`var(--mantine-color-${color}-light-color)`}>
        {icon}
        <Text size="lg" fw={600} role="status" style={{ overflowWrap: "anywhere" }}>
          {sentence}
        </Text>
      </Group>
    </Paper>
  );
}

export function Problems({ problems }: Pick<StatusAnswer, "problems">) {
  if (problems.length === 0) return null;
  return (
    <section aria-label="What to do">
      <Title order={2} size="h5" mb="sm">
        What to do
      </Title>
      <Stack component="ul" gap="sm" className={classes["list"]}>
        {problems.map(({ code, message, remedy }) => (
          <li key={`${code} ${message}`} data-problem={code}>
            <Alert color="orange" variant="light" title={message}>
              <Wording text={remedy} />
            </Alert>
          </li>
        ))}
      </Stack>
    </section>
  );
}
