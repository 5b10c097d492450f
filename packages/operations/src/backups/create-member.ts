import { Fault, annotations, fieldManager, labels } from "@holdfast/domain";
import { isApiError } from "@holdfast/kubernetes";
import { backupType, veleroApiVersion } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import type { Context } from "../context.ts";
import type { PreparedMember } from "./backup-input.ts";

/** Creates a member's Velero Backup, or finds the one that an earlier try created. Another one of that name is a conflict. */
export async function createMember(context: Context, veleroNamespace: string, member: PreparedMember): Promise<void> {
  const backup: Backup = {
    apiVersion: veleroApiVersion,
    kind: "Backup",
    metadata: {
      name: member.name,
      namespace: veleroNamespace,
      labels: member.labels,
      annotations: member.annotations,
    },
    spec: member.spec,
  };
  try {
    await context.kubernetes.create<Backup>(backupType, backup, { fieldManager });
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
    const found = await context.kubernetes.get<Backup>(backupType, { name: member.name, namespace: veleroNamespace });
    if (found !== undefined && isSame(found, member)) return;
    throw new Fault("already-exists", `There is another Velero Backup ${member.name}.`, {
      remedy: "Start the backup again; it gets a new name.",
      where: `Backup ${veleroNamespace}/${member.name}`,
      cause: error,
    });
  }
}

function isSame({ metadata }: Backup, member: PreparedMember): boolean {
  return (
    metadata.labels?.[labels.set] === member.labels[labels.set] &&
    metadata.labels?.[labels.instance] === member.labels[labels.instance] &&
    metadata.annotations?.[annotations.members] === member.annotations[annotations.members]
  );
}
