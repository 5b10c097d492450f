import { Group, Stack, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

interface ScreenProps {
  readonly title: string;
  /** For the browser's tab, when it differs. */
  readonly tab?: string;
  readonly badge?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every screen. Its heading takes the focus when the screen changes, so that it is read out. */
export function Screen({ title, tab, badge, note, actions, back, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab ?? title} · Holdfast`;
  }, [tab, title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Stack gap="lg">
      <div>
        {back}
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ minWidth: 0, flex: "1 1 18rem" }}>
            <Group gap="sm">
              <Title
                order={1}
                size="h2"
                ref={heading}
                tabIndex={-1}
                style={{ outline: "none", overflowWrap: "anywhere" }}
              >
                {title}
              </Title>
              {badge}
            </Group>
            {note === undefined ? null : (
              <Text c="dimmed" size="sm" mt={4}>
                {note}
              </Text>
            )}
          </div>
          <Group gap="sm">{actions}</Group>
        </Group>
      </div>
      {children}
    </Stack>
  );
}
