import type { BackupSetDetailView } from "@holdfast/api";
import { Alert, Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { BackLink } from "../../components/back-link.tsx";
import { BackupSetState } from "../../components/backup-state.tsx";
import { formatBytes } from "../../components/format-amount.ts";
import { Facts } from "../../components/facts.tsx";
import type { Fact } from "../../components/facts.tsx";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Screen } from "../../components/screen.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { Took, When } from "../../components/when.tsx";
import { queries } from "../../queries/queries.ts";
import { DeleteSnapshot } from "./delete-snapshot.tsx";
import { MemberCard } from "./member-card.tsx";

export function SnapshotScreen({ name }: { readonly name: string }) {
  const backup = useQuery(queries.backup(name));
  const [deleting, { open, close }] = useDisclosure(false);
  const set = backup.data;
  return (
    <Screen
      title={name}
      back={<BackLink to="/snapshots">Snapshots</BackLink>}
      badge={set === undefined ? null : <BackupSetState state={set.state} />}
      actions={
        set?.origin === "holdfast" && set.state !== "running" && set.state !== "deleting" ? (
          <Button variant="default" onClick={open}>
            Delete…
          </Button>
        ) : null
      }
    >
      {backup.error === null ? null : (
        <FaultPanel title="This snapshot cannot be shown" fault={backup.error} onRetry={() => void backup.refetch()} />
      )}
      {backup.isPending ? <Waiting label="Reading the snapshot" /> : null}
      {set === undefined ? null : (
        <Stack gap="lg">
          <Facts facts={factsOf(set)} />
          <Notices set={set} />
          {set.members.map((member) => (
            <MemberCard key={member.backup} set={set} member={member} />
          ))}
        </Stack>
      )}
      <DeleteSnapshot name={name} alwaysKept={set?.alwaysKept} opened={deleting} onClose={close} />
    </Screen>
  );
}

const scopes: Readonly<Record<BackupSetDetailView["scope"], string>> = {
  full: "Everything",
  partial: "One application",
  safety: "Made before a restore",
  unknown: "Not known",
};

const origins: Readonly<Record<BackupSetDetailView["origin"], string>> = {
  holdfast: "Holdfast",
  kots: "KOTS, outside Holdfast",
  outside: "Outside Holdfast",
};

function factsOf(set: BackupSetDetailView): readonly Fact[] {
  return [
    { label: "Holds", value: scopes[set.scope] },
    { label: "Started", value: <When time={set.createdAt} /> },
    {
      label: "Took",
      value:
        set.endedAt === undefined && set.state !== "running" ? "–" : <Took from={set.createdAt} to={set.endedAt} />,
    },
    { label: "Data in volumes", value: set.sizeBytes === undefined ? "–" : formatBytes(set.sizeBytes) },
    { label: "Destination", value: set.destination ?? "–" },
    { label: "Made by", value: origins[set.origin] },
    ...(set.requestedBy === undefined ? [] : [{ label: "Asked for by", value: set.requestedBy }]),
    ...(set.expiresAt === undefined ? [] : [{ label: "Expires", value: <When time={set.expiresAt} /> }]),
  ];
}

function Notices({ set }: { readonly set: BackupSetDetailView }) {
  const notice = noticeOf(set);
  return (
    <>
      {notice === undefined ? null : (
        <Alert color={notice.color} variant="light" title={notice.title}>
          {notice.text}
        </Alert>
      )}
      {set.problems.length === 0 ? null : (
        <Alert color="orange" variant="light" title="Some of what this snapshot says of itself cannot be read">
          {set.problems.map((problem) => (
            <div key={problem}>{problem}</div>
          ))}
        </Alert>
      )}
    </>
  );
}

interface Notice {
  readonly color: string;
  readonly title: string;
  readonly text: string;
}

function noticeOf(set: BackupSetDetailView): Notice | undefined {
  switch (set.state) {
    case "partial":
      return {
        color: "orange",
        title: "Not everything could be backed up",
        text: "The parts marked complete can be restored. The others say below what went wrong; start another snapshot once that is solved.",
      };
    case "failed":
      return {
        color: "red",
        title: "This snapshot failed",
        text: "Nothing can be restored from it. What went wrong is said below.",
      };
    case "damaged":
      return {
        color: "red",
        title: "A part of this snapshot is gone",
        text: "Somebody or something deleted it outside Holdfast. The parts marked complete can still be restored.",
      };
    case "running":
    case "complete":
    case "deleting":
      return undefined;
  }
}
