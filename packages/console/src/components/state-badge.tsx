import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { AlertIcon, CheckIcon, ClockIcon, CrossIcon, QuestionIcon, RunIcon, TrashIcon } from "./icons.tsx";

/** How a thing stands, whatever the thing is. */
export type Tone = "good" | "running" | "waiting" | "warning" | "bad" | "leaving" | "unknown";

interface Look {
  readonly color: string;
  readonly icon: ReactNode;
}

const looks: Readonly<Record<Tone, Look>> = {
  good: { color: "green", icon: <CheckIcon size={12} /> },
  running: { color: "blue", icon: <RunIcon size={12} /> },
  waiting: { color: "gray", icon: <ClockIcon size={12} /> },
  warning: { color: "orange", icon: <AlertIcon size={12} /> },
  bad: { color: "red", icon: <CrossIcon size={12} /> },
  leaving: { color: "gray", icon: <TrashIcon size={12} /> },
  unknown: { color: "gray", icon: <QuestionIcon size={12} /> },
};

/** Icon, word and colour: never the colour alone. */
export function StateBadge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  const { color, icon } = looks[tone];
  return (
    <Badge color={color} variant="light" radius="sm" size="lg" tt="none" fw={600} leftSection={icon} data-tone={tone}>
      {children}
    </Badge>
  );
}
