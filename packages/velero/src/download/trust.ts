import { secrets, type KubernetesClient, type KubernetesObject } from "@holdfast/kubernetes";
import type { Backup } from "../resources/backup.ts";
import type { BackupStorageLocation } from "../resources/locations.ts";
import type { DownloadTarget } from "../resources/requests.ts";
import { backupStorageLocationType, backupType, restoreType } from "../resources/resource-types.ts";
import type { Restore } from "../resources/restore.ts";

/** How the store's certificate is judged, as its location says. */
export interface Trust {
  /** PEM, on top of the public certificate authorities. */
  readonly ca?: string;
  readonly insecure: boolean;
}

/** From the location of the backup, or of the backup that the restore is from. */
export async function findTrust(client: KubernetesClient, namespace: string, target: DownloadTarget): Promise<Trust> {
  const location = await findLocation(client, namespace, target);
  if (location === undefined) return { insecure: false };
  const insecure = location.spec.config?.["insecureSkipTLSVerify"] === "true";
  const { caCert, caCertRef } = location.spec.objectStorage;
  if (caCert) return { insecure, ca: Buffer.from(caCert, "base64").toString("utf8") };
  if (caCertRef === undefined) return { insecure };
  const secret = await client.get<KubernetesObject & { readonly data?: Readonly<Record<string, string>> }>(secrets, {
    namespace,
    name: caCertRef.name,
  });
  const encoded = secret?.data?.[caCertRef.key];
  return encoded === undefined ? { insecure } : { insecure, ca: Buffer.from(encoded, "base64").toString("utf8") };
}

async function findLocation(client: KubernetesClient, namespace: string, target: DownloadTarget) {
  const backupName = target.kind.startsWith("Restore")
    ? (await client.get<Restore>(restoreType, { namespace, name: target.name }))?.spec.backupName
    : target.name;
  if (backupName === undefined) return undefined;
  const backup = await client.get<Backup>(backupType, { namespace, name: backupName });
  const name = backup?.spec.storageLocation;
  if (name === undefined) return undefined;
  return client.get<BackupStorageLocation>(backupStorageLocationType, { namespace, name });
}
