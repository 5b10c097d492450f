import { notable, originOfSet } from "@holdfast/domain";
import type { BackupSet, MemberBackup } from "@holdfast/domain";
import { storageClasses } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { renderFromObjects } from "../applications/render-release.ts";
import { findBackupSet } from "../backups/list-sets.ts";
import { compareWithBackup } from "../compatibility/compare-with-backup.ts";
import type { Context } from "../context.ts";
import { fromApiError } from "../faults/from-api-error.ts";
import { findInstanceId } from "../installation/instance.ts";
import { readBackedUp } from "../restores/read-contents.ts";
import { findVelero } from "../velero/find-velero.ts";
import type { VeleroInstallation } from "../velero/installation.ts";
import { judgeKit } from "./kit-record.ts";

/** What this cluster lacks for a backup, or what about it is not certain. */
export interface Lack {
  /** "kind", "storage-class", "repository-password", a problem of Velero's, or the code of a judgement. */
  readonly code: string;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly remedy: string;
}

/**
 * Reads what the parts of a set consist of and compares it with this cluster; changes nothing. Nothing is lacking when
 * the answer is empty. Faults: backup-not-found, artefact-unreadable, backup-damaged, and those of findVelero.
 */
export async function examineRecoveryPoint(context: Context, setName: string): Promise<readonly Lack[]> {
  try {
    const [set, velero] = await Promise.all([findBackupSet(context, setName), findVelero(context)]);
    const parts = set.members.flatMap(({ part, stage, backup }) =>
      part.kind === "application" && stage === "completed" && backup !== undefined ? [{ slug: part.slug, backup }] : [],
    );
    const needs: Needs[] = [];
    // One after the other: each is a tarball.
    for (const part of parts) needs.push(await readNeeds(context, velero, part));
    return [
      ...(await passwordLack(context, set, velero)),
      ...velero.problems.map(({ code, message, remedy }) => ({ code, message, remedy })),
      ...(await originLacks(context, set)),
      ...(await missingClasses(context, needs)),
      ...(await missingKinds(context, needs)),
    ];
  } catch (error) {
    throw fromApiError(error);
  }
}

/** Volumes of another installation are locked with its password. */
async function passwordLack(context: Context, set: BackupSet, velero: VeleroInstallation): Promise<readonly Lack[]> {
  if (set.instance === undefined || set.instance === (await findInstanceId(context.kubernetes))) return [];
  const kit = await judgeKit(context.kubernetes, velero.namespace);
  if (kit.kind === "exported") return [];
  return [
    {
      code: "repository-password",
      message: `the backup is of another installation (${set.instance}), and Velero was not installed here with a recovery kit: its volumes can be read only with that installation's repository password`,
      remedy: "holdfast velero install --recovery-kit FILE, in a cluster where Velero has no password yet",
    },
  ];
}

async function originLacks(context: Context, set: BackupSet): Promise<readonly Lack[]> {
  const judged = notable(await compareWithBackup(context, originOfSet(set)));
  return judged.map(({ code, message, reason, remedy }) => ({ code, message, remedy: remedy ?? reason }));
}

interface Needs {
  readonly slug: string;
  readonly storageClasses: ReadonlySet<string>;
  /** "apiVersion kind", without what the release or Holdfast brings along. */
  readonly kinds: ReadonlySet<string>;
}

interface Claim extends KubernetesObject {
  readonly spec?: { readonly storageClassName?: string };
}

async function readNeeds(
  context: Context,
  velero: VeleroInstallation,
  { slug, backup }: { readonly slug: string; readonly backup: MemberBackup },
): Promise<Needs> {
  const classes = new Set<string>();
  const kinds = new Set<string>();
  const visit = (object: KubernetesObject): void => {
    kinds.add(`${object.apiVersion} ${object.kind}`);
    const name = object.kind === "PersistentVolumeClaim" ? (object as Claim).spec?.storageClassName : undefined;
    if (name !== undefined && name !== "") classes.add(name);
  };
  const from = { veleroNamespace: velero.namespace, backup: backup.name };
  const { records } = await readBackedUp(context, from, slug, visit);
  const rendered = await renderFromObjects(context, slug, records);
  const brought = new Set(rendered.objects.flatMap(({ object }) => groupOfDefinition(object)));
  const needed = [...kinds].filter((kind) => {
    const group = kind.split("/", 1)[0] ?? "";
    return group !== "holdfast.dev" && !brought.has(group);
  });
  return { slug, storageClasses: classes, kinds: new Set(needed) };
}

function groupOfDefinition(object: { readonly kind: string }): readonly string[] {
  if (object.kind !== "CustomResourceDefinition") return [];
  const { spec } = object as { readonly spec?: { readonly group?: string } };
  return spec?.group === undefined ? [] : [spec.group];
}

async function missingClasses(context: Context, needs: readonly Needs[]): Promise<readonly Lack[]> {
  if (needs.every((one) => one.storageClasses.size === 0)) return [];
  const present = new Set((await context.kubernetes.listAll(storageClasses)).map(({ metadata }) => metadata.name));
  return needs.flatMap(({ slug, storageClasses: wanted }) =>
    [...wanted]
      .filter((name) => !present.has(name))
      .map((name) => ({
        code: "storage-class",
        message: `volumes of ${slug} want the StorageClass ${name}, which is not in this cluster (there are: ${[...present].join(", ") || "none"})`,
        remedy: `Make a StorageClass ${name}; its volumes would wait for it`,
      })),
  );
}

async function missingKinds(context: Context, needs: readonly Needs[]): Promise<readonly Lack[]> {
  const lacks: Lack[] = [];
  for (const { slug, kinds } of needs) {
    for (const kind of kinds) {
      const [apiVersion = "", name = ""] = kind.split(" ");
      if ((await context.kubernetes.resolve(apiVersion, name)) !== undefined) continue;
      lacks.push({
        code: "kind",
        message: `${slug} has objects of the kind ${name} (${apiVersion}), which this cluster does not serve`,
        remedy: "Install what defines it before the restore; otherwise these objects do not come back",
      });
    }
  }
  return lacks;
}
