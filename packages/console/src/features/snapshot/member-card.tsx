import type { BackupSetDetailView, MemberView } from "@holdfast/api";
import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { MemberState } from "../../components/backup-state.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { ProgressLine } from "../../components/progress-line.tsx";
import { FindingList } from "../../components/finding-list.tsx";
import { HookList } from "../../components/hook-list.tsx";
import { MemberLog } from "./member-log.tsx";
import { ProblemList } from "./problem-list.tsx";
import { VolumeTable } from "./volume-table.tsx";

/** One part of the snapshot: an application or the console. */
export function MemberCard({ set, member }: { readonly set: BackupSetDetailView; readonly member: MemberView }) {
  const titleId = `part-${member.backup}`;
  return (
    <Paper
      component="section"
      withBorder
      radius="lg"
      p={{ base: "md", sm: "lg" }}
      aria-labelledby={titleId}
      data-part={member.backup}
    >
      <Stack gap="lg">
        <Group justify="space-between" align="flex-start">
          <div>
            <Group gap="sm">
              <Title order={2} size="h4" id={titleId}>
                {titleOf(member)}
              </Title>
              <MemberState stage={member.stage} />
            </Group>
            <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: "anywhere" }}>
              Velero backup {member.backup}
            </Text>
          </div>
          <RestoreLink set={set} member={member} />
        </Group>
        {member.stage === "running" && member.progress !== undefined ? (
          <ProgressLine progress={member.progress} label={`Progress of ${titleOf(member)}`} />
        ) : null}
        {member.failure === undefined ? null : (
          <Alert color="red" variant="light" title="Velero gave up">
            {member.failure}
          </Alert>
        )}
        <FindingList findings={member.findings} />
        <ProblemList title="Errors" color="red" problems={member.errors} />
        <ProblemList title="Warnings" color="orange" problems={member.warnings} />
        <VolumeTable volumes={member.volumes} unread={member.volumesUnread} ended={member.endedAt !== undefined} />
        <HookList hooks={member.hooks} />
        {member.unread === undefined ? null : (
          <Alert color="orange" variant="light" title="Not everything about this part can be read">
            {member.unread}
          </Alert>
        )}
        {member.endedAt === undefined ? null : <MemberLog set={set.name} backup={member.backup} />}
      </Stack>
    </Paper>
  );
}

function titleOf({ part, backup }: MemberView): string {
  switch (part.kind) {
    case "application":
      return part.versionLabel === undefined ? part.slug : `${part.slug} ${part.versionLabel}`;
    case "console":
      return "The console";
    case "unknown":
      return backup;
  }
}

function RestoreLink({ set, member }: { readonly set: BackupSetDetailView; readonly member: MemberView }) {
  const { part, stage } = member;
  const isEnded = stage === "completed" || stage === "partially-failed";
  if (part.kind !== "application" || !isEnded || set.state === "deleting") return null;
  return (
    <LinkButton
      variant="light"
      to="/snapshots/$name/restore"
      params={{ name: set.name }}
      search={{ applications: [part.slug] }}
    >
      {`Restore ${part.slug}…`}
    </LinkButton>
  );
}
