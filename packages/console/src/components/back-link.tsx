import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { LinkProps } from "@tanstack/react-router";
import { BackIcon } from "./icons.tsx";

export function BackLink({ children, ...target }: LinkProps & { readonly children: string }) {
  return (
    <Text size="sm" mb="xs">
      <Link {...target} style={{ color: "var(--mantine-color-anchor)", textDecoration: "none" }}>
        <Group component="span" gap={6} display="inline-flex">
          <BackIcon size={14} />
          {children}
        </Group>
      </Link>
    </Text>
  );
}
