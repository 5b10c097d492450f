import { Text } from "@mantine/core";
import { formatAbsolute, formatInZone } from "../../components/format-time.ts";

/** The next times as the schedule's own zone reads them; the reader's own time is in the title. */
export function NextTimes({ next, timeZone }: { readonly next: readonly string[]; readonly timeZone: string }) {
  if (next.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        Next times, in {timeZone}
      </Text>
      <ul aria-label="Next times" style={{ margin: "4px 0 0", paddingInlineStart: 18 }}>
        {next.map((time) => (
          <li key={time}>
            <Text size="sm" component="time" dateTime={time} title={formatAbsolute(time)}>
              {formatInZone(time, timeZone)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
