import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Wording } from "../../components/wording.tsx";
import { queries } from "../../queries/queries.ts";

/** Until a recovery kit exists for the present password of the volumes' backups. */
export function KitReminder() {
  const reminder = useQuery(queries.recoveryKit).data?.reminder;
  if (reminder === undefined) return null;
  return (
    <Alert color="orange" variant="light" title="A recovery kit is to be made">
      <Wording text={`${reminder.charAt(0).toUpperCase()}${reminder.slice(1)}`} />
    </Alert>
  );
}
