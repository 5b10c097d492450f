import { Skeleton, Stack } from "@mantine/core";

/** Stands where something will be, in about its size. */
export function Waiting({ lines = 4, label }: { readonly lines?: number; readonly label: string }) {
  return (
    <Stack gap="sm" role="status" aria-label={label} aria-busy>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={44} radius="sm" />
      ))}
    </Stack>
  );
}
