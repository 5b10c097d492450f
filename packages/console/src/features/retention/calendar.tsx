import type { RetentionPreviewView } from "@holdfast/api";
import { Text } from "@mantine/core";
import { count } from "../../components/format-amount.ts";
import { Panel } from "../../components/panel.tsx";
import { monthsOf } from "./months-of.ts";
import type { CalendarDay } from "./months-of.ts";
import classes from "./retention.module.css";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Month by month: how many snapshots there are at each day's end, what comes and what goes. */
export function Calendar({ retention }: { readonly retention: RetentionPreviewView }) {
  const { planned, timeZone } = retention;
  return (
    <Panel title="What will exist" label="What will exist">
      <Text size="sm" c="dimmed" mb="md">
        {planned === 0
          ? "No schedule makes snapshots in this time."
          : `It counts with the ${count(planned, "snapshot")} that schedules make in this time, and takes them to be good.`}{" "}
        Days are those of {timeZone}. The number is how many there are at the day&apos;s end; + comes, − goes.
      </Text>
      <div className={classes["months"]}>
        {monthsOf(retention).map(({ title, lead, days }) => (
          <table key={title} className={classes["month"]}>
            <caption>{title}</caption>
            <thead>
              <tr>
                {weekdays.map((day) => (
                  <th key={day} scope="col">
                    {day}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(lead, days).map((week) => (
                <tr key={week.find((day) => day !== undefined)?.day ?? "empty"}>
                  {week.map((day, index) => (
                    <Cell key={day?.day ?? weekdays[index]} day={day} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <Going days={retention.days} />
    </Panel>
  );
}

function Cell({ day }: { readonly day: CalendarDay | undefined }) {
  if (day === undefined) return <td />;
  const { number, made, freed, left } = day;
  const said = `${day.day}: ${count(left, "snapshot")} at its end, ${made} made, ${freed} deleted`;
  return (
    <td title={said} data-freed={freed > 0} data-made={made > 0} data-day={day.day}>
      <span className={classes["number"]}>{number}</span>
      <span className={classes["left"]} aria-label={said}>
        {left}
      </span>
      <span aria-hidden className={classes["moves"]}>
        {made > 0 ? `+${made}` : ""} {freed > 0 ? `−${freed}` : ""}
      </span>
    </td>
  );
}

function weeksOf(lead: number, days: readonly CalendarDay[]): readonly (readonly (CalendarDay | undefined)[])[] {
  const cells = [...Array.from({ length: lead }, () => undefined), ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return weeks.map((week) => [...week, ...Array.from({ length: 7 - week.length }, () => undefined)]);
}

function Going({ days }: Pick<RetentionPreviewView, "days">) {
  const going = days.filter(({ freed }) => freed.length > 0);
  if (going.length === 0) return null;
  return (
    <details>
      <summary className={classes["summary"]}>What goes, and why</summary>
      <ul className={classes["going"]}>
        {going.flatMap(({ day, freed }) =>
          freed.map(({ set, why }) => (
            <li key={`${day} ${set}`}>
              {day}: {set}: {why}
            </li>
          )),
        )}
      </ul>
    </details>
  );
}
