import type { ProgressView } from "@holdfast/api";
import { Group, Progress, Text } from "@mantine/core";
import { formatBytes } from "./format-amount.ts";

/** Done of total where both are known, else only what is happening. */
export function ProgressLine({ progress, label }: { readonly progress: ProgressView; readonly label: string }) {
  const share = shareOf(progress);
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm">{progress.message}</Text>
        <Text size="sm" c="dimmed" ff="monospace">
          {amountsOf(progress)}
        </Text>
      </Group>
      <Progress.Root size="md">
        <Progress.Section
          value={share ?? 100}
          striped={share === undefined}
          animated={share === undefined}
          aria-label={label}
        />
      </Progress.Root>
    </div>
  );
}

/** Bytes say more than items. Percent, or undefined when no total is known. */
function shareOf({ itemsDone, itemsTotal, bytesDone, bytesTotal }: ProgressView): number | undefined {
  if (bytesTotal !== undefined && bytesTotal > 0) return percent(bytesDone, bytesTotal);
  if (itemsTotal !== undefined && itemsTotal > 0) return percent(itemsDone, itemsTotal);
  return undefined;
}

function percent(done: number | undefined, total: number): number {
  return Math.min(100, ((done ?? 0) / total) * 100);
}

function amountsOf({ itemsDone, itemsTotal, bytesDone, bytesTotal }: ProgressView): string {
  const items = itemsTotal === undefined ? [] : [`${itemsDone ?? 0} of ${itemsTotal} items`];
  const bytes =
    bytesTotal === undefined || bytesTotal === 0
      ? []
      : [`${formatBytes(bytesDone ?? 0)} of ${formatBytes(bytesTotal)}`];
  return [...items, ...bytes].join(", ");
}
