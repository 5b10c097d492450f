import type { KubernetesObject } from "@holdfast/kubernetes";

export interface SecretKeyReference {
  readonly name: string;
  readonly key: string;
}

export type AccessMode = "ReadOnly" | "ReadWrite";

export interface BackupStorageLocationSpec {
  /** "aws" and "velero.io/aws" mean the same plugin. */
  readonly provider: string;
  readonly objectStorage: {
    /** Never contains "/". */
    readonly bucket: string;
    readonly prefix?: string;
    /** PEM, base64. Velero refuses it together with `caCertRef`. */
    readonly caCert?: string;
    readonly caCertRef?: SecretKeyReference;
  };
  /** The plugin's own keys; the AWS plugin refuses unknown ones. */
  readonly config?: Readonly<Record<string, string>>;
  readonly credential?: SecretKeyReference;
  readonly default?: boolean;
  /** Absent: ReadWrite. */
  readonly accessMode?: AccessMode;
  /** Go durations. */
  readonly backupSyncPeriod?: string;
  readonly validationFrequency?: string;
}

export interface BackupStorageLocationStatus {
  /** Available, Unavailable, or absent until it was validated once. */
  readonly phase?: string;
  readonly message?: string;
  readonly lastValidationTime?: string;
  readonly lastSyncedTime?: string;
}

export interface BackupStorageLocation extends KubernetesObject {
  readonly spec: BackupStorageLocationSpec;
  readonly status?: BackupStorageLocationStatus;
}

export interface VolumeSnapshotLocation extends KubernetesObject {
  readonly spec: {
    readonly provider: string;
    readonly config?: Readonly<Record<string, string>>;
    readonly credential?: SecretKeyReference;
  };
}
