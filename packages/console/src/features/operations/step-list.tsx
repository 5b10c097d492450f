import type { OperationView } from "@holdfast/api";
import { Text, Timeline } from "@mantine/core";
import { CheckIcon, ClockIcon, CrossIcon, RunIcon } from "../../components/icons.tsx";
import { nameStep } from "../../components/operation-words.ts";
import { Took } from "../../components/when.tsx";

/** The steps that ended, and the one it is at. */
export function StepList({ operation: { steps, state } }: { readonly operation: OperationView }) {
  const atStep = state.stage === "running" || state.stage === "stopped" || state.stage === "failed" ? state : undefined;
  const current = atStep === undefined || steps.some((step) => step.step === atStep.step) ? undefined : atStep;
  if (steps.length === 0 && current === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {state.stage === "done" ? "The steps of ended operations are not kept." : "No step has begun."}
      </Text>
    );
  }
  return (
    <Timeline active={steps.length - 1} bulletSize={24} lineWidth={2} color="green">
      {steps.map((step) => (
        <Timeline.Item
          key={step.step}
          bullet={<CheckIcon size={13} />}
          title={<StepTitle>{nameStep(step.step)}</StepTitle>}
          data-step={step.step}
        >
          <Text size="xs" c="dimmed">
            <Took from={step.startedAt} to={step.endedAt} />
          </Text>
        </Timeline.Item>
      ))}
      {current === undefined ? null : (
        <Timeline.Item
          key={current.step}
          bullet={<Bullet stage={current.stage} />}
          title={<StepTitle>{nameStep(current.step)}</StepTitle>}
          data-step={current.step}
        >
          <Text size="xs" c="dimmed">
            {current.stage === "running" ? <Took from={current.startedAt} to={undefined} /> : null}
            {current.stage === "failed" ? "Failed here" : null}
            {current.stage === "stopped" ? "Goes on here" : null}
          </Text>
        </Timeline.Item>
      )}
    </Timeline>
  );
}

function StepTitle({ children }: { readonly children: string }) {
  return (
    <Text size="sm" fw={500}>
      {children}
    </Text>
  );
}

function Bullet({ stage }: { readonly stage: "running" | "stopped" | "failed" }) {
  switch (stage) {
    case "running":
      return <RunIcon size={13} />;
    case "failed":
      return <CrossIcon size={13} />;
    case "stopped":
      return <ClockIcon size={13} />;
  }
}
