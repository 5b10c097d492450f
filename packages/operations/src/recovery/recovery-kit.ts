import { Fault, compareKit, parseRecoveryKit } from "@holdfast/domain";
import type { KitComparison, RecoveryKit } from "@holdfast/domain";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findVelero } from "../velero/find-velero.ts";
import { gatherKit } from "./gather-kit.ts";
import { openKit, sealKit } from "./kit-file.ts";
import { judgeKit, recordKit } from "./kit-record.ts";

export interface ExportedKit {
  readonly kit: RecoveryKit;
  /** The content of the file; encrypted. */
  readonly file: string;
}

/** Gathers and encrypts; `confirmRecoveryKit` records it once the file is safe. Faults: as gatherKit, invalid-argument. */
export async function exportRecoveryKit(
  context: Context,
  options: { readonly passphrase: string; readonly withCredentials: boolean },
): Promise<ExportedKit> {
  try {
    const kit = await gatherKit(context, options);
    return { kit, file: await sealKit(JSON.stringify(kit), options.passphrase, kit.createdAt) };
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Of a kit that was to hold them: where no access keys were found, as with a Velero that has rights of its own. */
export function destinationsWithoutCredentials({ destinations }: RecoveryKit): readonly string[] {
  return destinations.flatMap(({ name, credentials }) => (credentials === undefined ? [name] : []));
}

/** Ends the reminders for the password that the kit holds. Faults: those of findVelero. */
export async function confirmRecoveryKit(context: Context, kit: RecoveryKit): Promise<void> {
  try {
    const { namespace: veleroNamespace } = await findVelero(context);
    await recordKit(context, { veleroNamespace, repositoryPassword: kit.repositoryPassword });
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Faults: invalid-argument, wrong-password. */
export async function readRecoveryKit(file: string, passphrase: string): Promise<RecoveryKit> {
  return parseRecoveryKit(await openKit(file, passphrase));
}

/** How the kit stands to this cluster; a cluster without a Velero has no password to compare. */
export async function checkRecoveryKit(context: Context, kit: RecoveryKit): Promise<KitComparison> {
  try {
    return compareKit(kit, await gatherKit(context, { withCredentials: false }));
  } catch (error) {
    if (error instanceof Fault && (error.code === "velero-not-found" || error.code === "velero-not-ready")) {
      return compareKit(kit, undefined);
    }
    throw fromApiError(error);
  }
}

const exportCommand = "holdfast recovery kit export --to FILE";

/** What to say while there is no kit for the present repository password; undefined when all is well, or not known. */
export async function recoveryKitReminder(context: Context): Promise<string | undefined> {
  try {
    const { namespace } = await findVelero(context);
    const state = await judgeKit(context.kubernetes, namespace);
    switch (state.kind) {
      case "missing":
        return `there is no recovery kit: if this cluster is lost, so is the password of the volumes' backups. Make one: ${exportCommand}`;
      case "outdated":
        return `the recovery kit of ${state.exportedAt} holds a former repository password. Make a new one: ${exportCommand}`;
      case "exported":
      case "unknown":
        return undefined;
    }
  } catch (error) {
    throw fromApiError(error);
  }
}
