import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FaultPanel } from "../../components/fault-panel.tsx";
import { requests } from "../../queries/requests.ts";

interface HoldButtonProps {
  readonly set: string;
  readonly isHeld: boolean;
}

/** A held snapshot is kept from every deletion, by rules and by hand. */
export function HoldButton({ set, isHeld }: HoldButtonProps) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => (isHeld ? requests.releaseBackup(set) : requests.holdBackup(set)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["retention"] }),
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate()}
        aria-label={`${isHeld ? "Release" : "Hold"} ${set}`}
      >
        {isHeld ? "Release" : "Hold"}
      </Button>
      {change.error === null ? null : <FaultPanel fault={change.error} />}
    </>
  );
}
