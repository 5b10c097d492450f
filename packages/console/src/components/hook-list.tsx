import type { HookView } from "@holdfast/api";
import { Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { StateBadge } from "./state-badge.tsx";
import type { Tone } from "./state-badge.tsx";

const outcomes: Readonly<Record<HookView["outcome"], readonly [Tone, string]>> = {
  succeeded: ["good", "Succeeded"],
  failed: ["bad", "Failed"],
  "timed-out": ["bad", "Timed out"],
  "not-run": ["bad", "Not run"],
  unknown: ["unknown", "Outcome not known"],
};

/** What the vendor's hooks ran, with everything they printed. */
export function HookList({ hooks }: { readonly hooks: readonly HookView[] }) {
  if (hooks.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        Hooks
      </Title>
      <Stack gap="sm">
        {hooks.map((hook, index) => (
          <HookRun key={`${index}-${hook.name}`} hook={hook} />
        ))}
      </Stack>
    </div>
  );
}

/** As far as it is known. */
function placeOf({ namespace, pod, container }: HookView): string {
  const parts = [
    namespace,
    pod === undefined ? undefined : `pod ${pod}`,
    container === undefined ? undefined : `container ${container}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function HookRun({ hook }: { readonly hook: HookView }) {
  const [tone, word] = outcomes[hook.outcome];
  const place = placeOf(hook);
  return (
    <Paper withBorder radius="md" p="sm" data-hook={hook.name}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Text size="sm" fw={500}>
            {hook.when === "before" ? "Before" : "After"}: {hook.name}
          </Text>
          {place === "" ? null : (
            <Text size="xs" c="dimmed">
              {place}
            </Text>
          )}
        </div>
        <StateBadge tone={tone}>{word}</StateBadge>
      </Group>
      {hook.command.length === 0 ? null : (
        <Code block mt="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {hook.command.join(" ")}
        </Code>
      )}
      {hook.message === undefined ? null : (
        <Text size="sm" mt="xs">
          {hook.message}
        </Text>
      )}
      {hook.missing.map((missing) => (
        <Text key={missing} size="xs" c="dimmed">
          Not known: {missing}
        </Text>
      ))}
      <Output title="Output" text={hook.stdout} open={false} />
      <Output title="Error output" text={hook.stderr} open={hook.outcome === "failed"} />
    </Paper>
  );
}

function Output({ title, text, open }: { readonly title: string; readonly text: string; readonly open: boolean }) {
  if (text === "") return null;
  return (
    <details open={open} style={{ marginTop: 8 }}>
      <summary style={{ cursor: "pointer", fontSize: "var(--mantine-font-size-sm)" }}>{title}</summary>
      <Code block mt={6} mah={280} style={{ overflow: "auto" }} tabIndex={0}>
        {text}
      </Code>
    </details>
  );
}
