import { Refused } from "@holdfast/api";
import type { ErrorBody } from "@holdfast/api";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { AlertIcon } from "./icons.tsx";
import { Wording } from "./wording.tsx";

interface FaultPanelProps {
  readonly fault: ErrorBody | Error;
  /** What failed, in the reader's words, when the fault alone does not say it. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** What happened, why, what to do and where to look. */
export function FaultPanel({ fault, title, onRetry }: FaultPanelProps) {
  const told = tell(fault);
  return (
    <Alert color="red" variant="light" icon={<AlertIcon size={20} />} title={title ?? told.message} role="alert">
      <Stack gap="xs">
        {title === undefined ? null : <Text size="sm">{told.message}</Text>}
        {told.reason === undefined ? null : <Row label="Why">{told.reason}</Row>}
        {told.remedy === undefined ? null : <Row label="What to do">{told.remedy}</Row>}
        {told.where === undefined ? null : <Row label="Where">{told.where}</Row>}
        {onRetry === undefined ? null : (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      <Text span fw={600} size="sm">
        {label}:{" "}
      </Text>
      <Wording text={children} />
    </Text>
  );
}

interface Told {
  readonly message: string;
  readonly reason?: string;
  readonly remedy?: string;
  readonly where?: string;
}

function tell(fault: ErrorBody | Error): Told {
  const body = fault instanceof Refused ? fault.body : fault;
  if (body instanceof Error) {
    return {
      message: "The server could not be reached",
      reason: body.message,
      remedy: "Check the connection to the cluster. If you came here by `holdfast console`, see that it still runs.",
    };
  }
  return body.code === "bug" ? { ...body, where: `the server's log, request ${body.requestId}` } : body;
}
