import type { RestoreDetailView, RestoreReportView } from "@holdfast/api";
import { Alert, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { count, formatBytes } from "../../components/format-amount.ts";
import { formatAbsolute } from "../../components/format-time.ts";
import { LinkButton } from "../../components/link-button.tsx";
import { Panel } from "../../components/panel.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { queries } from "../../queries/queries.ts";
import { FindingList } from "../../components/finding-list.tsx";
import { HookList } from "../../components/hook-list.tsx";

/** Of a restore that has ended: what was compared, what Velero warned of, and the way back. */
export function RestoreResult({ id }: { readonly id: string }) {
  const restore = useQuery(queries.restore(id));
  if (restore.isPending) return <Waiting lines={2} label="Reading what the restore brought back" />;
  if (restore.error !== null) {
    return (
      <FaultPanel
        title="What the restore brought back cannot be read"
        fault={restore.error}
        onRetry={() => void restore.refetch()}
      />
    );
  }
  return (
    <>
      <Undo restore={restore.data} />
      <Compared restore={restore.data} />
      <Waits restore={restore.data} />
    </>
  );
}

function Undo({ restore: { name, undo } }: { readonly restore: RestoreDetailView }) {
  if (undo.kind === "cannot") {
    return (
      <Text size="sm" c="dimmed">
        It cannot be undone: {undo.reason}.
      </Text>
    );
  }
  return (
    <Panel
      title="It can be undone"
      actions={
        <LinkButton variant="light" to="/operations/$id/undo" params={{ id: name }}>
          Undo this restore…
        </LinkButton>
      }
    >
      <Text size="sm">
        A safety snapshot holds what was there before.
        {undo.until === undefined ? "" : ` It is kept until ${formatAbsolute(undo.until)}.`}
      </Text>
    </Panel>
  );
}

function Compared({ restore: { parts, velero, report, unread } }: { readonly restore: RestoreDetailView }) {
  const reports = [
    ...(report === undefined ? [] : [{ name: "the copy", report }]),
    ...parts.flatMap((part) => (part.report === undefined ? [] : [{ name: nameOf(part.of), report: part.report }])),
  ];
  const said = velero.flatMap(({ warnings, errors }) => [...errors, ...warnings]);
  const notKnown = unreadIn(velero, unread);
  const explained = velero.filter(({ findings, hooks }) => findings.length + hooks.length > 0);
  if (reports.length + said.length + notKnown.length + explained.length === 0) return null;
  return (
    <Panel title="What came back" label="What came back">
      <Stack gap="md">
        {reports.map((one) => (
          <ReportLines key={one.name} {...one} />
        ))}
        {said.length === 0 ? null : (
          <details>
            <summary style={{ cursor: "pointer" }}>
              <Text span size="sm">
                Velero warned of {count(said.length, "thing")}
              </Text>
            </summary>
            <ul>
              {said.map(({ namespace, message }) => (
                <li key={`${namespace ?? ""} ${message}`}>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {namespace === undefined ? "" : `${namespace}: `}
                    {message}
                  </Text>
                </li>
              ))}
            </ul>
          </details>
        )}
        {explained.map(({ name, application, findings, hooks }) => (
          <Stack key={name} gap="xs" data-restore={name}>
            <Text size="sm" fw={600}>
              {application ?? name}
            </Text>
            <FindingList findings={findings} />
            {hooks.length === 0 ? null : <HookList hooks={hooks} />}
          </Stack>
        ))}
        {notKnown.map((text) => (
          <Text key={text} size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            Not known: {text}
          </Text>
        ))}
      </Stack>
    </Panel>
  );
}

/** Of the restore as a whole and of each Velero Restore: what nobody could read is never shown as nothing. */
function unreadIn(velero: RestoreDetailView["velero"], whole: string | undefined): readonly string[] {
  const parts = velero.flatMap(({ name, application, unread }) =>
    unread === undefined ? [] : [`${application ?? name}: ${unread}`],
  );
  return whole === undefined ? parts : [whole, ...parts];
}

function ReportLines({ name, report }: { readonly name: string; readonly report: RestoreReportView }) {
  const { ready, objects, volumes } = report;
  const lacks = [...objects.missing.map((one) => `${one} is missing`), ...volumes.problems];
  return (
    <div>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="sm">
          {objects.present} of {objects.expected} objects, {volumes.filled} of {volumes.expected} volumes (
          {formatBytes(volumes.bytes)}), {count(ready, "workload")} Ready
        </Text>
      </Group>
      {lacks.length === 0 ? null : (
        <ul>
          {lacks.map((lack) => (
            <li key={lack}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {lack}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Waits({ restore: { waitingPods } }: { readonly restore: RestoreDetailView }) {
  if (waitingPods.length === 0) return null;
  return (
    <Alert color="orange" variant="light" title="A restart of their node would hold these pods up">
      Velero left an init container in them that would wait for ever. Delete them when it suits; their workloads make
      them anew.
      <ul>
        {waitingPods.map(({ namespace, name, replaceable }) => (
          <li key={`${namespace}/${name}`}>
            {namespace}/{name}
            {replaceable ? "" : ": no workload makes it anew, so make it again yourself"}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function nameOf(of: RestoreDetailView["parts"][number]["of"]): string {
  switch (of.kind) {
    case "application":
      return of.slug;
    case "applications":
      return of.slugs.join(", ");
    case "instance":
      return "the console";
    case "backup-set":
      return of.name;
  }
}
