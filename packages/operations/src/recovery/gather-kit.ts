import { Fault } from "@holdfast/domain";
import type { KitDestination, RecoveryKit } from "@holdfast/domain";
import { secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStorageLocationType } from "@holdfast/velero";
import type { BackupStorageLocation } from "@holdfast/velero";
import { listApplications } from "../applications/find-application.ts";
import type { Context } from "../context.ts";
import { findInstanceId } from "../installation/instance.ts";
import { findVelero } from "../velero/find-velero.ts";
import { readRepositoryPassword } from "../velero/install/repository-password.ts";
import { askServerStatus } from "../velero/server-status.ts";

interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** What Velero uses for a location that names no credentials, as its installer makes it. */
const defaultCredentials = { name: "cloud-credentials", key: "cloud" } as const;

/** What a kit made now holds. Faults: those of findVelero; velero-not-ready, when there is no repository password yet. */
export async function gatherKit(
  context: Context,
  { withCredentials }: { readonly withCredentials: boolean },
): Promise<RecoveryKit> {
  const { namespace } = await findVelero(context);
  const [password, instance, server, kubernetes, applications, locations] = await Promise.all([
    readRepositoryPassword(context.kubernetes, namespace),
    findInstanceId(context.kubernetes),
    askServerStatus(context, namespace),
    context.kubernetes.version(),
    listApplications(context),
    context.kubernetes.listAll<BackupStorageLocation>(backupStorageLocationType, { namespace }),
  ]);
  if (password === undefined) throw noPassword(namespace);
  return {
    createdAt: new Date(context.clock.now()).toISOString(),
    repositoryPassword: password,
    ...(instance === undefined ? {} : { instance }),
    versions: {
      holdfast: context.version,
      kubernetes: kubernetes.gitVersion,
      ...(server === undefined ? {} : { velero: server.version }),
      uploader: "kopia",
    },
    destinations: await Promise.all(locations.map((location) => describe(context, location, withCredentials))),
    vendorKeys: Object.fromEntries(applications.map(({ slug, publicKey }) => [slug, publicKey])),
  };
}

async function describe(
  context: Context,
  { metadata, spec }: BackupStorageLocation,
  withCredentials: boolean,
): Promise<KitDestination> {
  const { bucket, prefix, caCert } = spec.objectStorage;
  const { name: secret, key } = spec.credential ?? defaultCredentials;
  const credentials = withCredentials
    ? decode(await context.kubernetes.get<Secret>(secrets, { namespace: metadata.namespace ?? "", name: secret }), key)
    : undefined;
  return {
    name: metadata.name,
    provider: spec.provider,
    bucket,
    config: spec.config ?? {},
    ...(prefix === undefined || prefix === "" ? {} : { prefix }),
    ...(caCert === undefined ? {} : { caCert: Buffer.from(caCert, "base64").toString("utf8") }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function decode(secret: Secret | undefined, key: string): string | undefined {
  const encoded = secret?.data?.[key];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function noPassword(namespace: string): Fault {
  return new Fault("velero-not-ready", "There is no repository password to put into a recovery kit yet.", {
    reason: `Secret ${namespace}/velero-repo-credentials does not exist; Velero makes it when its server starts.`,
    remedy: "Look at `holdfast velero status`, then run the command again.",
  });
}
