import { Fault, annotations, chooseConsoleImage, restorableConsole } from "@holdfast/domain";
import type { Check, ConsoleMember } from "@holdfast/domain";
import { usableDestination } from "../backups/check-destination.ts";
import { readyVelero } from "../backups/check-velero.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { refuseNewerDefinitions } from "../installation/apply-definitions.ts";
import { refuseTakenNamespace } from "../installation/install-server.ts";
import { requireRights } from "../installation/rights.ts";
import { serverRights } from "../installation/server-rights.ts";
import type { ConsolePreview } from "./console-restore-input.ts";
import { missingRecords, recordName, recordsToCome } from "./console-records.ts";
import { listPolicies } from "../retention/store-policy.ts";
import { makeConsolePlan, presentVersion } from "./observe-console.ts";
import { readConsole } from "./read-console.ts";

export interface ConsoleWish {
  /** The server's image, for a registry of one's own. Default: the backup's. */
  readonly consoleImage?: string;
}

/**
 * Checks everything that a restore of the console needs and plans it; changes nothing. Applications are not looked at.
 * Faults: backup-not-found, backup-without-console, backup-not-completed, backup-damaged, artefact-unreadable,
 * newer-schema, invalid-argument, namespace-taken, missing-rights, destination-unavailable, velero-not-ready.
 */
export async function planConsoleRestore(
  context: Context,
  setName: string,
  wish: ConsoleWish = {},
): Promise<ConsolePreview> {
  try {
    const member = restorableConsole(await findBackupSet(context, setName));
    return await planFrom(context, member, wish);
  } catch (error) {
    throw fromApiError(error);
  }
}

async function planFrom(context: Context, member: ConsoleMember, wish: ConsoleWish): Promise<ConsolePreview> {
  const { set, backup, namespace } = member;
  refuseOtherNamespace(context, namespace);
  const velero = await readyVelero(context);
  const destination = backup.destination === undefined ? {} : { name: backup.destination };
  await usableDestination(context, velero.namespace, { ...destination, purpose: "read" });
  await refuseNewerDefinitions(context, context.version);
  await refuseTakenNamespace(context, namespace);
  await requireRights(context, serverRights(namespace), "restore the console");
  const from = { veleroNamespace: velero.namespace, backup: backup.name, namespace };
  const console = await readConsole(context, from);
  const image = chooseConsoleImage({
    image: console.image,
    backedUpVersion: member.version,
    version: context.version,
    ...(wish.consoleImage === undefined ? {} : { wanted: wish.consoleImage }),
  });
  const decisions = { set: set.name, backupUid: backup.uid, namespace, image: image.image };
  const [plan, now, policies] = await Promise.all([
    makeConsolePlan(context, decisions),
    presentVersion(context, namespace),
    listPolicies(context),
  ]);
  const records = recordsToCome(
    console.records,
    policies.map(({ policy }) => policy),
  );
  const { veleroNamespace } = from;
  const input = { ...decisions, backup: backup.name, veleroNamespace, version: image.version, planHash: plan.hash };
  return {
    ...plan,
    namespace,
    backedUpAt: backup.startedAt ?? backup.createdAt,
    versions: { ...(now === undefined ? {} : { now }), backup: member.version, after: image.version },
    image: { name: image.image, from: image.from },
    replicas: console.replicas,
    records: records.written.map(recordName),
    checks: [...checkRecords(member, console.records.map(recordName)), ...records.checks],
    input,
  };
}

/** Objects come back into the namespace that they were backed up from. */
function refuseOtherNamespace({ consoleNamespace }: Context, backedUp: string): void {
  if (backedUp === consoleNamespace) return;
  throw new Fault("invalid-argument", `The backup's console lives in namespace ${backedUp}.`, {
    reason: `This command was given, or took, the namespace ${consoleNamespace}.`,
    remedy: `Give --console-namespace ${backedUp}.`,
  });
}

/** The backup says which records the console had when it was made. */
function checkRecords({ backup }: ConsoleMember, held: readonly string[]): readonly Check[] {
  const missing = missingRecords(backup.annotations[annotations.consoleRecords], held);
  const subject = backup.name;
  const code = "console-records";
  if (missing === undefined) {
    return [{ code, subject, result: "unknown", message: "The backup does not say which records its console had" }];
  }
  if (missing.length === 0)
    return [{ code, subject, result: "passed", message: "It holds every record it says it does" }];
  return [
    {
      code,
      subject,
      result: "needs-acceptance",
      message: `The backup does not hold all that the console had: ${missing.join(", ")} would be missing afterwards`,
      remedy:
        "Choose another full backup (`holdfast recovery list`), or accept it: records in this cluster stay as they are",
    },
  ];
}
