import { Group, Text, VisuallyHidden } from "@mantine/core";

export function Wordmark() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg aria-hidden width="26" height="26" viewBox="0 0 32 32">
        <rect width="32" height="32" rx="7" fill="#0f6b5a" />
        <path d="M11 7v18M21 7v18M11 16h10" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      </svg>
      <Text fw={700} visibleFrom="sm">
        Holdfast
      </Text>
      <VisuallyHidden hiddenFrom="sm">Holdfast</VisuallyHidden>
    </Group>
  );
}
