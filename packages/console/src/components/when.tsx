import { formatAbsolute, formatDuration, formatRelative } from "./format-time.ts";
import { useNow } from "./use-now.ts";

/** How long ago or ahead; the time itself is in the title. */
export function When({ time }: { readonly time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={formatAbsolute(time)}>
      {formatRelative(time, now)}
    </time>
  );
}

/** How long something took, or has taken until now. */
export function Took({ from, to }: { readonly from: string; readonly to: string | undefined }) {
  const now = useNow(1_000);
  return <span>{formatDuration((to === undefined ? now : Date.parse(to)) - Date.parse(from))}</span>;
}
