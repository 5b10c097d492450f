import type { ProblemView } from "@holdfast/api";
import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";

interface ProblemListProps {
  readonly title: string;
  readonly color: string;
  readonly problems: readonly ProblemView[];
}

const shownAtFirst = 5;

export function ProblemList({ title, color, problems }: ProblemListProps) {
  const [all, setAll] = useState(false);
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, shownAtFirst);
  return (
    <Alert color={color} variant="light" title={`${title} (${problems.length})`}>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {shown.map((problem, index) => (
          <li key={`${index}-${problem.message}`} style={{ overflowWrap: "anywhere" }}>
            {problem.message}
            {problem.namespace === undefined ? null : (
              <Text span size="sm" c="dimmed">
                {` (${problem.namespace})`}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {shown.length === problems.length ? null : (
        <Button variant="subtle" size="compact-sm" color={color} mt="xs" onClick={() => setAll(true)}>
          Show all {problems.length}
        </Button>
      )}
    </Alert>
  );
}
