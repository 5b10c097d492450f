import { labels, policyName } from "@holdfast/domain";
import type { Check, RetentionPolicy } from "@holdfast/domain";
import { configMaps, isApiError, secrets } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType, UnstructuredObject } from "@holdfast/kubernetes";
import type { Context } from "../context.ts";
import { retentionPolicyType } from "../retention/policy-object.ts";

/** Where records of the console may be, besides Holdfast's own kinds. */
const recordTypes: readonly ResourceType[] = [secrets, configMaps];

export function recordName({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** The records of the console that a backup made now has to hold. */
export async function listConsoleRecords({ kubernetes }: Context, namespace: string): Promise<readonly string[]> {
  const query = { namespace, labelSelector: `${labels.record},${labels.excludeFromBackup}!=true` };
  const lists = await Promise.all(
    recordTypes.map(async (type) =>
      (await kubernetes.listAll(type, query)).map((one) => `${type.kind} ${one.metadata.name}`),
    ),
  );
  return lists.flat().sort();
}

/** What the annotation names and is not held; undefined when it says nothing. */
export function missingRecords(annotation: string | undefined, held: readonly string[]): readonly string[] | undefined {
  if (annotation === undefined) return undefined;
  try {
    const names: unknown = JSON.parse(annotation);
    if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return undefined;
    return names.filter((name) => !held.includes(name));
  } catch {
    return undefined;
  }
}

/** Rules that come back would delete backups of today that nobody was shown. */
function staysAsItIs({ kind }: KubernetesObject): boolean {
  return kind === retentionPolicyType.kind;
}

/** What becomes of the records in a backup. */
export interface RecordsToCome {
  readonly written: readonly UnstructuredObject[];
  /** What is here already and stays, said to whoever confirms the restore. */
  readonly checks: readonly Check[];
}

export function recordsToCome(
  held: readonly UnstructuredObject[],
  policies: readonly RetentionPolicy[],
): RecordsToCome {
  const present = new Set(policies.map(({ scope }) => policyName(scope)));
  const stays = (record: UnstructuredObject): boolean => staysAsItIs(record) && present.has(record.metadata.name);
  return {
    written: held.filter((record) => !stays(record)),
    checks: held.filter(stays).map((record) => ({
      code: "retention-stays",
      subject: recordName(record),
      result: "warning",
      message: "The rules of retention that are set here stay; the backup's are not written",
      remedy: "See them with `holdfast retention show`; `holdfast retention set` shows first what other rules delete",
    })),
  };
}

/**
 * Writes the console's records as the backup holds them: created, or replaced with the optimistic lock of what was read.
 * What the backup does not know stays, and so do rules of retention that are there. Safe to run again. Faults: cluster-conflict.
 */
export async function restoreConsoleRecords(context: Context, records: readonly UnstructuredObject[]): Promise<void> {
  for (const record of records) await writeRecord(context, record);
}

async function writeRecord({ kubernetes }: Context, record: UnstructuredObject): Promise<void> {
  const type = await kubernetes.resolve(record.apiVersion, record.kind);
  if (type === undefined) throw new Error(`${record.kind} ${record.metadata.name}: its definition was just applied`);
  const { name, namespace = "" } = record.metadata;
  const found = await kubernetes.get<UnstructuredObject>(type, { name, namespace });
  const backedUp = plain(record);
  if (found === undefined) {
    await createRecord(kubernetes, type, backedUp);
    return;
  }
  if (staysAsItIs(record)) return;
  const wanted = withIdOf(found, backedUp);
  const labelled = { ...found.metadata.labels, ...wanted.metadata.labels };
  const noted = { ...found.metadata.annotations, ...wanted.metadata.annotations };
  // What kept it out of backups would keep it out again.
  const { [labels.excludeFromBackup]: _, ...kept } = labelled;
  await kubernetes.replace(type, { ...wanted, metadata: { ...found.metadata, labels: kept, annotations: noted } });
}

/** An id never changes: a record that was made anew under the same name keeps its own, and what was done under it. */
function withIdOf({ spec: present }: UnstructuredObject, { spec, ...rest }: UnstructuredObject): UnstructuredObject {
  const id = isObject(present) ? present["id"] : undefined;
  if (spec === undefined) return rest;
  return { ...rest, spec: id === undefined || !isObject(spec) ? spec : { ...spec, id } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** A former try, or the answer of it, may have been lost: the next look finds it. */
async function createRecord(
  kubernetes: Context["kubernetes"],
  type: ResourceType,
  record: UnstructuredObject,
): Promise<void> {
  try {
    await kubernetes.create(type, record);
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
}

/** Without what the old cluster's API server wrote, and without status: nothing of ours lives there. */
function plain({ metadata, ...rest }: UnstructuredObject): UnstructuredObject {
  const { name, namespace, labels: written, annotations } = metadata;
  const { status: _, ...content } = rest;
  return {
    ...content,
    apiVersion: rest.apiVersion,
    kind: rest.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(written === undefined ? {} : { labels: written }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
