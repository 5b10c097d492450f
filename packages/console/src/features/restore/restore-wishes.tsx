import type { MemberView, RestoreRequestView, RestoreScopeView } from "@holdfast/api";
import { Checkbox, Group, Radio, Stack, Switch } from "@mantine/core";
import { Panel } from "../../components/panel.tsx";

interface RestoreWishesProps {
  readonly members: readonly MemberView[];
  readonly request: RestoreRequestView;
  readonly onChange: (request: RestoreRequestView) => void;
}

/** What is to come back, and how. Whether it may is judged by the server. */
export function RestoreWishes({ members, request, onChange }: RestoreWishesProps) {
  const { scope, safety, allowPartiallyFailed } = request;
  const slugs = members.flatMap(({ part }) => (part.kind === "application" ? part.slug : []));
  const holdsConsole = members.some(({ part }) => part.kind === "console");
  const chosen = scope.kind === "applications" ? scope.slugs : [];
  return (
    <Panel title="What is restored" label="What is restored">
      <Stack gap="md">
        {holdsConsole ? (
          <Radio.Group
            aria-label="How much is restored"
            value={scope.kind}
            onChange={(kind) => onChange({ ...request, scope: scopeOf(kind, slugs) })}
          >
            <Group gap="lg">
              <Radio value="applications" label="Applications" />
              <Radio value="full" label="Everything" />
              <Radio value="console" label="The console alone" />
            </Group>
          </Radio.Group>
        ) : null}
        {scope.kind === "applications" && slugs.length > 1 ? (
          <Checkbox.Group
            label="Which applications?"
            value={[...chosen]}
            onChange={(value) =>
              onChange({
                ...request,
                scope: { kind: "applications", slugs: slugs.filter((slug) => value.includes(slug)) },
              })
            }
          >
            <Group gap="lg" mt="xs">
              {slugs.map((slug) => (
                <Checkbox key={slug} value={slug} label={slug} />
              ))}
            </Group>
          </Checkbox.Group>
        ) : null}
        <SafetySwitch safety={safety} onChange={(wanted) => onChange({ ...request, safety: wanted })} />
        {members.some(({ stage }) => stage === "partially-failed") ? (
          <Checkbox
            checked={allowPartiallyFailed}
            onChange={(event) => onChange({ ...request, allowPartiallyFailed: event.currentTarget.checked })}
            label="Restore what the snapshot holds of parts that failed in part"
          />
        ) : null}
      </Stack>
    </Panel>
  );
}

interface SafetySwitchProps {
  readonly safety: boolean;
  readonly onChange: (safety: boolean) => void;
}

export function SafetySwitch({ safety, onChange }: SafetySwitchProps) {
  return (
    <Switch
      checked={safety}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label="Take a safety snapshot first"
      description="Of what is there now. Without it the restore cannot be undone."
    />
  );
}

function scopeOf(kind: string, slugs: readonly string[]): RestoreScopeView {
  if (kind === "full" || kind === "console") return { kind };
  return { kind: "applications", slugs };
}
