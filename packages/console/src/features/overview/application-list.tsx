import type { StatusAnswer } from "@holdfast/api";
import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../components/format-time.ts";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import type { Tone } from "../../components/state-badge.tsx";
import { When } from "../../components/when.tsx";
import classes from "./overview.module.css";

type Subject = NonNullable<StatusAnswer["instance"]>;

/** Everything together, then each application, the worst first: how old its last good snapshot is, and the limit. */
export function ApplicationList({ status: { worst, instance, applications } }: { readonly status: StatusAnswer }) {
  return (
    <Panel title="Data at risk" label="Data at risk">
      {worst === "nothing" ? (
        <Text size="sm" c="dimmed">
          No application is installed.
        </Text>
      ) : (
        <ul className={classes["list"]}>
          {instance === undefined ? null : (
            <li className={classes["line"]} data-subject="instance">
              <SubjectLine subject={instance}>
                <Text fw={600}>Everything together</Text>
              </SubjectLine>
            </li>
          )}
          {applications.map(({ slug, title, ...subject }) => (
            <li key={slug} className={classes["line"]} data-subject={slug}>
              <SubjectLine subject={subject}>
                <Link to="/applications/$slug" params={{ slug }} className={classes["link"]}>
                  {title}
                </Link>
              </SubjectLine>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const words: Readonly<Record<Subject["state"], readonly [Tone, string]>> = {
  safe: ["good", "Safe"],
  late: ["warning", "Late"],
  unknown: ["unknown", "Not known"],
  broken: ["bad", "Too old"],
  never: ["bad", "No good snapshot"],
};

function SubjectLine({ subject, children }: { readonly subject: Subject; readonly children: React.ReactNode }) {
  const { state, reason, onlyInside, lastGood } = subject;
  const [tone, word] = words[state];
  return (
    <>
      <Group justify="space-between" gap="xs">
        {children}
        <StateBadge tone={tone}>{word}</StateBadge>
      </Group>
      <Text size="sm" mt={2}>
        {lastGood === undefined ? null : (
          <>
            Last good snapshot{" "}
            <Link to="/snapshots/$name" params={{ name: lastGood.set }} className={classes["link"]}>
              <When time={lastGood.at} />
            </Link>
            .{" "}
          </>
        )}
        <Limit subject={subject} />
      </Text>
      {state === "safe" || reason === undefined ? null : (
        <Text size="sm" c="dimmed">
          {sentence(reason)}
        </Text>
      )}
      {onlyInside ? (
        <Text size="sm" c="dimmed">
          All its snapshots lie in the cluster&apos;s own store: good for going back, lost with the cluster.
        </Text>
      ) : null}
    </>
  );
}

function Limit({ subject: { limitSeconds, brokenAt, state, nextRun } }: { readonly subject: Subject }) {
  return (
    <>
      {limitSeconds === undefined ? "" : `The limit is ${formatDuration(limitSeconds * 1000)}. `}
      {state === "safe" || state === "late" ? (
        brokenAt === undefined ? null : (
          <>
            It is broken <When time={brokenAt} /> unless a new one comes before.{" "}
          </>
        )
      ) : null}
      {nextRun === undefined ? (
        "No schedule makes the next one."
      ) : (
        <>
          The next one: <When time={nextRun.at} />, by {nextRun.schedule}.
        </>
      )}
    </>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/u, "")}.`;
}
