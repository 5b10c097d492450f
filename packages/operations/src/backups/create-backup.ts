import { manualSetName } from "@holdfast/domain";
import { namespaces } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { instanceId } from "../installation/instance.ts";
import { refuseLocked } from "../locks/hold-lock.ts";
import { recordSchema } from "../records/operation-record.ts";
import type { OperationRecord } from "../records/operation-record.ts";
import { createRecord } from "../records/store-record.ts";
import type { BackupInput, NotIncluded } from "./backup-input.ts";
import { backupableApplication, examineApplications } from "./backupable.ts";
import type { BackupableApplication } from "./backupable.ts";
import { usableDestination } from "./check-destination.ts";
import { checkNodeAgents, readyVelero } from "./check-velero.ts";
import { requireFullBackup } from "./license-gate.ts";
import { backupKind } from "./list-sets.ts";

export interface BackupRequest {
  /** Absent: a full backup of the console and all applications. */
  readonly application?: string;
  /** Absent: Velero's default. */
  readonly destination?: string;
  /** Default "manual". */
  readonly trigger?: string;
}

export interface StartedBackup {
  readonly set: string;
  readonly operation: OperationRecord;
  readonly notIncluded: readonly NotIncluded[];
}

const randomPart = 4;

/**
 * Checks all that can be checked before, then writes the operation; drive or follow it. Faults: those of the checks
 * (Velero, destination, node agents), application-not-found, application-not-backupable, not-entitled, locked.
 */
export async function createBackup(context: Context, request: BackupRequest = {}): Promise<StartedBackup> {
  const [velero, selection, instance] = await Promise.all([
    readyVelero(context),
    select(context, request),
    instanceId(context),
  ]);
  const wanted = request.destination === undefined ? {} : { name: request.destination };
  const destination = await usableDestination(context, velero.namespace, { ...wanted, purpose: "write" });
  const scopes = selection.applications.map(({ namespaces: all, vendor }) => ({
    namespaces: all,
    allVolumes: vendor.spec.defaultVolumesToFsBackup === true,
  }));
  await checkNodeAgents(context, velero.namespace, scopes);
  await refuseLocked(
    context,
    selection.applications.map(({ slug }) => ({ kind: "application", slug })),
  );
  const now = context.clock.now();
  const set = manualSetName(instance, now, context.randomId(randomPart));
  const input: BackupInput = {
    set,
    scope: request.application === undefined ? "full" : "partial",
    slugs: selection.applications.map((application) => application.slug),
    console: selection.console,
    destination,
    veleroNamespace: velero.namespace,
    instance,
    trigger: request.trigger ?? "manual",
    requestedBy: context.requestedBy,
    notIncluded: selection.notIncluded,
  };
  const { record } = await createRecord(context.kubernetes, backupRecord(context, input, now));
  return { set, operation: record, notIncluded: selection.notIncluded };
}

function backupRecord(context: Context, input: BackupInput, now: number): OperationRecord {
  return {
    schema: recordSchema,
    id: input.set,
    kind: backupKind,
    subject: { kind: "backup-set", name: input.set },
    root: input.set,
    requestedBy: context.requestedBy,
    createdAt: new Date(now).toISOString(),
    input,
    epoch: 0,
    journal: [],
    state: { stage: "pending" },
  };
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
