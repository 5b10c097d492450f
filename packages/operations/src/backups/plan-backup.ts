import { notable } from "@holdfast/domain";
import { namespaces } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { instanceId } from "../installation/instance.ts";
import { requireRights, rightsTo } from "../installation/rights.ts";
import type { Right } from "../installation/rights.ts";
import type { BackupInput, NotIncluded } from "./backup-input.ts";
import { backupableApplication, examineApplications } from "./backupable.ts";
import type { BackupableApplication } from "./backupable.ts";
import { usableDestination } from "./check-destination.ts";
import { checkNodeAgents, readyVelero } from "./check-velero.ts";
import type { ReadyVelero } from "./check-velero.ts";
import { requireFullBackup } from "./license-gate.ts";

export interface BackupRequest {
  /** Absent: a full backup of the console and all applications. */
  readonly application?: string;
  /** Absent: Velero's default. */
  readonly destination?: string;
  /** Default "manual". */
  readonly trigger?: string;
}

/** A backup that can be made; it has no name yet. */
export type PlannedBackup = Omit<BackupInput, "set">;

/**
 * Checks all that can be checked before; changes nothing. Who plans many at once asks Velero once. Faults: those of the checks (Velero, destination, node
 * agents), application-not-found, application-not-backupable, not-entitled.
 */
export async function planBackup(
  context: Context,
  request: BackupRequest,
  askVelero: () => Promise<ReadyVelero> = () => readyVelero(context, "write"),
): Promise<PlannedBackup> {
  const [velero, selection, instance] = await Promise.all([askVelero(), select(context, request), instanceId(context)]);
  await requireRights(context, backupRights(velero.namespace), "back up");
  const wanted = request.destination === undefined ? {} : { name: request.destination };
  const destination = await usableDestination(context, velero.namespace, { ...wanted, purpose: "write" });
  const scopes = selection.applications.map(({ namespaces: all, vendor }) => ({
    namespaces: all,
    allVolumes: vendor.spec.defaultVolumesToFsBackup === true,
  }));
  await checkNodeAgents(context, velero, scopes);
  return {
    scope: request.application === undefined ? "full" : "partial",
    slugs: selection.applications.map((application) => application.slug),
    console: selection.console,
    destination,
    veleroNamespace: velero.namespace,
    instance,
    trigger: request.trigger ?? "manual",
    requestedBy: context.requestedBy,
    notIncluded: selection.notIncluded,
    judgements: notable(velero.judgements),
    ...(velero.version === undefined ? {} : { veleroVersion: velero.version }),
  };
}
/** Asked of whoever orders the backup: the controller that makes it has rights of its own. */
function backupRights(namespace: string): readonly Right[] {
  const purpose = "let Velero back up";
  return rightsTo({ verbs: ["create"], group: "velero.io", resource: "backups", namespace, purpose });
}

interface Selection {
  readonly applications: readonly BackupableApplication[];
  readonly console: boolean;
  readonly notIncluded: readonly NotIncluded[];
}

async function select(context: Context, request: BackupRequest): Promise<Selection> {
  if (request.application !== undefined) {
    const application = await backupableApplication(context, request.application, "partial");
    return { applications: [application], console: false, notIncluded: [] };
  }
  const [examined, consoleNamespace] = await Promise.all([
    examineApplications(context),
    context.kubernetes.get(namespaces, { name: context.consoleNamespace }),
  ]);
  requireFullBackup(examined);
  const console = consoleNamespace !== undefined;
  const reason = `there is no console in namespace ${context.consoleNamespace}`;
  const missing: NotIncluded = { part: "console", because: "not-installed", reason };
  return {
    applications: examined.backupable,
    console,
    notIncluded: [...examined.notIncluded, ...(console ? [] : [missing])],
  };
}
