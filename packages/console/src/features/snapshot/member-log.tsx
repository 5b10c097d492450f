import { Button, Code, Group, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { logAddress, queries } from "../../queries/queries.ts";

/** Velero's log, read only when it is asked for: it may be large and comes from the destination. */
export function MemberLog({ set, backup }: { readonly set: string; readonly backup: string }) {
  const [shown, setShown] = useState(false);
  const log = useQuery({ ...queries.backupLog(set, backup), enabled: shown });
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h6">
          Log
        </Title>
        <Group gap="xs">
          <Button variant="subtle" size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? "Hide the log" : "Show the log"}
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            component="a"
            href={logAddress(set, backup)}
            download={`${backup}.log`}
          >
            Download
          </Button>
        </Group>
      </Group>
      {shown && log.isPending ? <Waiting lines={2} label="Reading the log" /> : null}
      {shown && log.error !== null ? <FaultPanel fault={log.error} onRetry={() => void log.refetch()} /> : null}
      {shown && log.data !== undefined ? (
        <Code block mah={420} fz="xs" style={{ overflow: "auto" }} tabIndex={0} aria-label={`Log of ${backup}`}>
          {log.data === "" ? "The log is empty." : log.data}
        </Code>
      ) : null}
    </Stack>
  );
}
