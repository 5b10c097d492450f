import type { SetChannel } from "@holdfast/api";
import { PasswordInput } from "@mantine/core";
import { AddressFields } from "./address-fields.tsx";

type Webhook = Extract<SetChannel, { readonly kind: "webhook" }>;

interface WebhookFormProps {
  readonly wish: Webhook;
  readonly onChange: (wish: Webhook) => void;
}

export function WebhookForm({ wish, onChange }: WebhookFormProps) {
  return (
    <>
      <AddressFields wish={wish} onChange={(part) => onChange({ ...wish, ...part })} />
      <PasswordInput
        label="Signing key"
        description="Optional: each message is signed with it (HMAC-SHA256)"
        value={wish.signingKey ?? ""}
        onChange={(event) => onChange(withKey(wish, event.currentTarget.value))}
      />
    </>
  );
}

function withKey(wish: Webhook, key: string): Webhook {
  const changed: Webhook = { ...wish, signingKey: key };
  if (key === "") delete changed.signingKey;
  return changed;
}
