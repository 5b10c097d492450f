import type { SetChannel } from "@holdfast/api";
import { Checkbox, Group, NativeSelect, NumberInput, PasswordInput, TextInput } from "@mantine/core";

type Mail = Extract<SetChannel, { readonly kind: "smtp" }>;

interface MailFormProps {
  readonly wish: Mail;
  readonly onChange: (wish: Mail) => void;
}

const securities = [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: "None: nothing is encrypted" },
];

export function MailForm({ wish, onChange }: MailFormProps) {
  const write = (part: Partial<Mail>) => onChange({ ...wish, ...part });
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label="Mail server"
          required
          value={wish.host}
          onChange={(event) => write({ host: event.currentTarget.value })}
        />
        <NumberInput
          label="Port"
          min={1}
          max={65_535}
          value={wish.port}
          onChange={(port) => write({ port: Number(port) })}
        />
      </Group>
      <NativeSelect
        label="Encryption"
        value={wish.security}
        data={securities}
        onChange={(event) => write({ security: event.currentTarget.value as Mail["security"] })}
      />
      <Group grow align="flex-start">
        <TextInput
          label="User"
          value={wish.user ?? ""}
          onChange={(event) => onChange(withText(wish, "user", event.currentTarget.value))}
        />
        <PasswordInput
          label="Password"
          value={wish.password ?? ""}
          onChange={(event) => onChange(withText(wish, "password", event.currentTarget.value))}
        />
      </Group>
      <TextInput
        label="From"
        required
        value={wish.from}
        onChange={(event) => write({ from: event.currentTarget.value })}
      />
      <TextInput
        label="To"
        description="Several with commas"
        required
        value={wish.to.join(",")}
        onChange={(event) => write({ to: event.currentTarget.value.split(",").map((one) => one.trim()) })}
      />
      <Checkbox
        label="It is in a private network or in this cluster"
        checked={wish.allowPrivate}
        onChange={(event) => write({ allowPrivate: event.currentTarget.checked })}
      />
    </>
  );
}

function withText(wish: Mail, key: "user" | "password", text: string): Mail {
  const changed: Mail = { ...wish, [key]: text };
  if (text === "") delete changed[key];
  return changed;
}
