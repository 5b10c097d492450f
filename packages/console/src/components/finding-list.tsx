import type { MemberView } from "@holdfast/api";
import { Alert, Code, Stack, Text } from "@mantine/core";

interface FindingListProps {
  readonly findings: MemberView["findings"];
}

/** What is wrong with a part, what was seen, and what to do. */
export function FindingList({ findings }: FindingListProps) {
  return findings.map(({ code, cause, evidence, remedy, safeToIgnore, ignoring }) => (
    <Alert key={code} color="red" variant="light" title={cause} data-finding={code}>
      <Stack gap="xs">
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {remedy.map((line) => (
            <li key={line} style={{ overflowWrap: "anywhere" }}>
              {line}
            </li>
          ))}
        </ul>
        <Text size="sm">
          Safe to ignore: {safeToIgnore}. {ignoring}
        </Text>
        <details>
          <summary style={{ cursor: "pointer" }}>What was seen</summary>
          <Code block mt={6} mah={280} style={{ overflow: "auto" }} tabIndex={0}>
            {evidence.join("\n")}
          </Code>
        </details>
      </Stack>
    </Alert>
  ));
}
