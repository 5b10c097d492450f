import { Checkbox, PasswordInput } from "@mantine/core";

interface Address {
  readonly url: string;
  readonly allowHttp: boolean;
  readonly allowPrivate: boolean;
}

interface AddressFieldsProps {
  readonly wish: Address;
  readonly onChange: (part: Partial<Address>) => void;
}

/** An address is often a secret in itself. */
export function AddressFields({ wish, onChange }: AddressFieldsProps) {
  return (
    <>
      <PasswordInput
        label="Address"
        placeholder="https://…"
        required
        value={wish.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      <Checkbox
        label="It is in a private network or in this cluster"
        checked={wish.allowPrivate}
        onChange={(event) => onChange({ allowPrivate: event.currentTarget.checked })}
      />
      <Checkbox
        label="It may be http: nothing is encrypted"
        checked={wish.allowHttp}
        onChange={(event) => onChange({ allowHttp: event.currentTarget.checked })}
      />
    </>
  );
}
