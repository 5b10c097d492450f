import type { SetChannel } from "@holdfast/api";
import { NumberInput } from "@mantine/core";
import { AddressFields } from "./address-fields.tsx";

type Ping = Extract<SetChannel, { readonly kind: "ping" }>;

interface PingFormProps {
  readonly wish: Ping;
  readonly onChange: (wish: Ping) => void;
}

/** Called while all is well: whoever is not called any more knows that something is wrong. */
export function PingForm({ wish, onChange }: PingFormProps) {
  return (
    <>
      <AddressFields wish={wish} onChange={(part) => onChange({ ...wish, ...part })} />
      <NumberInput
        label="Every how many minutes?"
        min={1}
        max={1440}
        value={wish.everyMinutes}
        onChange={(value) => onChange({ ...wish, everyMinutes: Number(value) })}
      />
    </>
  );
}
