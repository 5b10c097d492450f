import { Fault, labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { veleroApiVersion, type BackupStorageLocation } from "@holdfast/velero";

/** The value of the part-of label on locations and credentials that are ours. */
export const partOfDestination = "destination";
/** On the one destination that backups go to unless another is named: the last that was set or taken over. */
export const currentLabel = "holdfast.dev/current-destination";
/** Which destination a credentials Secret belongs to. */
export const destinationLabel = "holdfast.dev/destination";

/** A store that speaks S3, as a person describes it. */
export interface DestinationWish {
  readonly name: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** Needed by stores that are not AWS too: it is part of every signature. */
  readonly region?: string;
  /** Absent: AWS. */
  readonly url?: string;
  /** What signed URLs name, when `url` cannot be reached from outside. */
  readonly publicUrl?: string;
  /** PEM. */
  readonly caCert?: string;
  readonly insecureSkipTlsVerify: boolean;
  /** Default: with `url`, yes. */
  readonly forcePathStyle?: boolean;
  /** "" sends none. Default: with `url` none, since many stores refuse the header; on AWS the plugin's own. */
  readonly checksumAlgorithm?: string;
  /** Sent with Velero's own files; what moves volumes sends no such header. Absent: none is sent. */
  readonly serverSideEncryption?: ServerSideEncryption;
  readonly credentials: DestinationCredentials;
}

type ServerSideEncryption =
  | { readonly kind: "AES256" }
  /** Without a key the account's own is used. */
  | { readonly kind: "aws:kms"; readonly keyId?: string };

export interface DestinationCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Refuses what Velero would refuse later, and less clearly. */
export function checkWish(wish: DestinationWish): void {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(wish.name)) {
    throw refused(`The name "${wish.name}" cannot be used`, "Take 1 to 63 lower-case letters, digits and dashes");
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(wish.bucket)) {
    throw refused(
      `"${wish.bucket}" is no name of a bucket`,
      "Give the bucket alone; a folder in it goes into --prefix",
    );
  }
  for (const url of [wish.url, wish.publicUrl]) {
    if (url !== undefined && !isHttpUrl(url))
      throw refused(`"${url}" is no address of a store`, "Give it as https://host:port");
  }
  if (wish.caCert !== undefined && !wish.caCert.includes("-----BEGIN CERTIFICATE-----")) {
    throw refused("The file of the certificate authority holds no certificate", "Give a PEM file with --ca-file");
  }
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    (url.pathname === "/" || url.pathname === "") &&
    url.username === ""
  );
}

function refused(message: string, remedy: string): Fault {
  return new Fault("invalid-argument", message, { remedy });
}

/** Always ReadOnly: what is in the bucket is looked at before anything may write there. */
export function locationOf(wish: DestinationWish, namespace: string, secretName: string): BackupStorageLocation {
  return {
    apiVersion: veleroApiVersion,
    kind: "BackupStorageLocation",
    metadata: { name: wish.name, namespace, labels: { [labels.partOf]: partOfDestination } },
    spec: {
      provider: "aws",
      objectStorage: {
        bucket: wish.bucket,
        ...(wish.prefix === undefined ? {} : { prefix: wish.prefix.replace(/^\/+|\/+$/g, "") }),
        ...(wish.caCert === undefined ? {} : { caCert: Buffer.from(wish.caCert).toString("base64") }),
      },
      config: configOf(wish),
      credential: { name: secretName, key: credentialsKey },
      accessMode: "ReadOnly",
    },
  };
}

/** The AWS plugin's keys; it refuses unknown ones. Source: velero-plugin-for-aws 1.14. */
function configOf(wish: DestinationWish): Readonly<Record<string, string>> {
  const elsewhere = wish.url !== undefined;
  const region = wish.region ?? (elsewhere ? "us-east-1" : undefined);
  const checksum = wish.checksumAlgorithm ?? (elsewhere ? "" : undefined);
  return {
    ...(region === undefined ? {} : { region }),
    ...(wish.url === undefined ? {} : { s3Url: wish.url }),
    ...(wish.publicUrl === undefined ? {} : { publicUrl: wish.publicUrl }),
    ...((wish.forcePathStyle ?? elsewhere) ? { s3ForcePathStyle: "true" } : {}),
    ...(wish.insecureSkipTlsVerify ? { insecureSkipTLSVerify: "true" } : {}),
    ...(checksum === undefined ? {} : { checksumAlgorithm: checksum }),
    ...encryptionOf(wish.serverSideEncryption),
  };
}

function encryptionOf(encryption: ServerSideEncryption | undefined): Readonly<Record<string, string>> {
  switch (encryption?.kind) {
    case undefined:
      return {};
    case "AES256":
      return { serverSideEncryption: "AES256" };
    case "aws:kms":
      // The plugin sets the algorithm itself when it is given a key.
      return encryption.keyId === undefined ? { serverSideEncryption: "aws:kms" } : { kmsKeyId: encryption.keyId };
  }
}

const credentialsKey = "cloud";

/** A Secret of its own for each attempt: a changed reference makes Velero look at once, and the old one can come back. */
export function credentialsSecret(
  wish: DestinationWish,
  namespace: string,
  secretName: string,
): KubernetesObject & {
  readonly data: Readonly<Record<string, string>>;
} {
  const { accessKeyId, secretAccessKey } = wish.credentials;
  const file = `[default]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: secretName,
      namespace,
      labels: { [labels.partOf]: partOfDestination, [destinationLabel]: wish.name },
    },
    data: { [credentialsKey]: Buffer.from(file).toString("base64") },
  };
}
