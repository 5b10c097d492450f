import type { BackupSet } from "../backup-set/backup-set.ts";
import { annotations } from "../identifiers.ts";
import type { BackupOrigin } from "./judge-origin.ts";

/** What a set says of the cluster that it was made in; what it does not say is absent. */
export function originOfSet(set: BackupSet): BackupOrigin {
  const backup = set.members.find((member) => member.backup !== undefined)?.backup;
  const said = (key: string): string | undefined => {
    const text = backup?.annotations[key];
    return text === undefined || text === "" || text === "unknown" ? undefined : text;
  };
  const family = said(annotations.osFamily);
  const version = said(annotations.osVersion);
  const operatingSystem = family === undefined ? undefined : { family, ...(version === undefined ? {} : { version }) };
  return {
    ...(operatingSystem === undefined ? {} : { operatingSystem }),
    ...present("architecture", said(annotations.architecture)),
    ...present("installMethod", said(annotations.installMethod)),
    // Velero's own annotation is on every backup, of whoever made it.
    ...present("kubernetes", said(annotations.kubernetesVersion) ?? said("velero.io/source-cluster-k8s-gitversion")),
    ...present("velero", said(annotations.veleroVersion)),
    backups: set.members.map(({ name }) => name),
  };
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
