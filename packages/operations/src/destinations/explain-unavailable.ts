import { Fault } from "@holdfast/domain";

interface Pattern {
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** What Velero and the S3 plugin say, and what to do about it. The first match wins. */
const patterns: readonly Pattern[] = [
  { pattern: /NoSuchBucket/, remedy: "Make the bucket, or correct its name with --bucket" },
  {
    pattern: /InvalidAccessKeyId|UserNotFound/,
    remedy: "The store does not know this access key id; correct it with --access-key-id or in the credentials file",
  },
  {
    pattern: /SignatureDoesNotMatch/,
    remedy: "The secret access key is wrong, or --region is not the store's; correct the one or the other",
  },
  {
    pattern: /AccessDenied|Forbidden|StatusCode: 403/,
    remedy:
      "The credentials must be allowed to list, read, write and delete in this bucket, and the bucket's policy must not demand a server-side encryption header: turn on the bucket's default encryption instead",
  },
  {
    pattern: /x509|certificate/,
    remedy: "Give the store's certificate authority with --ca-file; the address must be a name in the certificate",
  },
  { pattern: /no such host|server misbehaving/, remedy: "The address must resolve inside the cluster; correct --url" },
  {
    pattern: /connection refused|i\/o timeout|deadline exceeded|no route to host|connection reset|StatusCode: 0/,
    remedy: "The store must be reachable from Velero's pod; correct --url, or open the way (firewall, network policy)",
  },
  {
    pattern: /PermanentRedirect|AuthorizationHeaderMalformed|MovedPermanently|StatusCode: 301/,
    remedy: "The bucket is in another region; give it with --region",
  },
  {
    pattern: /invalid top-level directories/,
    remedy: "The folder holds other things as well; give Velero one of its own with --prefix",
  },
  { pattern: /provider|plugin/, remedy: "Velero lacks the plugin for this store; holdfast velero status names it" },
];

const otherwise =
  "Correct what Velero complains of and run the command again; kubectl logs of Velero's server say more";

/** Velero's own message as the reason, with what to do. */
export function explainUnavailable(name: string, message: string, undone: string): Fault {
  return new Fault("destination-unavailable", `Velero cannot use destination ${name}; ${undone}`, {
    reason: message === "" ? "Velero gave no reason" : message,
    remedy: patterns.find(({ pattern }) => pattern.test(message))?.remedy ?? otherwise,
    where: `BackupStorageLocation ${name}`,
  });
}
