import { again, storeSources } from "../rule.ts";
import type { Rule } from "../rule.ts";

const noBackup = "No backup can be made, and none can be restored, until it is mended.";

/** What goes wrong between Velero and the store. The first rule that knows a sentence keeps it. */
export const storeRules: readonly Rule[] = [
  {
    code: "clock-skew",
    sources: storeSources,
    pattern:
      /RequestTimeTooSkewed|difference between the (request time|server's time)|x509: certificate .* is not yet valid/i,
    cause: "The clocks of Velero's node and of the store differ by more than the store allows (S3: 15 minutes).",
    remedy: ({ location }, of) => [
      "Compare the clocks: `date -u` on the nodes, and the Date header of the store, `curl -sI URL`.",
      "Turn on time synchronisation (chrony or systemd-timesyncd) on the one that is wrong.",
      `Velero looks again by itself; \`holdfast destination show ${location}\` says when it is Available.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "wrong-credentials",
    sources: storeSources,
    pattern:
      /InvalidAccessKeyId|UserNotFound|SignatureDoesNotMatch|InvalidClientTokenId|ExpiredToken|no (EC2 IMDS role|valid providers in chain)|failed to refresh cached credentials/,
    cause: "The store does not accept the credentials of the destination.",
    remedy: ({ location }, of) => [
      `Give the right ones: \`holdfast destination set s3 ${location} --credentials-file FILE\` with the same bucket and address.`,
      "Of `SignatureDoesNotMatch` the secret access key or `--region` is wrong, of `InvalidAccessKeyId` the access key id.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "bucket-missing",
    sources: storeSources,
    pattern: /NoSuchBucket|ContainerNotFound|bucket (doesn't|does not) exist|bucket not found/i,
    cause: "The destination's bucket does not exist.",
    remedy: ({ location }, of) => [
      "Make the bucket again at the store. If somebody deleted it, all backups in it are gone: make a full backup at once.",
      `Was the name wrong, correct it: \`holdfast destination set s3 ${location} --bucket BUCKET …\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "foreign-directories",
    sources: ["location", "failure", "error"],
    pattern: /invalid top-level directories/,
    cause: "The destination's folder holds directories that are not Velero's, and Velero refuses to use it.",
    remedy: ({ location }, of) => [
      "Look what they are; remove or move only what is known not to be needed.",
      `Or give Velero a folder of its own: \`holdfast destination set s3 ${location} --prefix FOLDER …\`. Backups in the former folder are not seen there.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "store-certificate",
    sources: storeSources,
    pattern: /x509|certificate signed by unknown authority|tls: failed to verify/i,
    cause: "Velero does not trust the store's certificate.",
    remedy: ({ location }, of) => [
      `Give the certificate of its authority: \`holdfast destination set s3 ${location} --ca-file FILE …\`; the address must be a name in the certificate.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "store-refuses",
    sources: storeSources,
    pattern: /AccessDenied|Access Denied|AllAccessDisabled|StatusCode: 403/,
    cause:
      "The store refuses to write or read. Either the credentials may not, or the bucket's policy demands a server-side encryption header, which the data of volumes never carries.",
    remedy: (_names, of) => [
      "Allow these credentials to list, read, write and delete in the bucket.",
      "If its policy demands an encryption header, take that rule out and turn on the bucket's default encryption instead.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
  {
    code: "store-full",
    sources: storeSources,
    pattern: /QuotaExceeded|EntityTooLarge|XMinioStorageFull|InsufficientStorage|no space left on device/,
    cause: "The store is full, or takes no more from these credentials.",
    remedy: (_names, of) => [
      "Add space or raise the quota at the store, or delete backups: `holdfast backup list`, `holdfast backup delete NAME`.",
      "Space of volumes comes back only when Velero maintains its repositories, within a day or two.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: "No new backup can be made; those that are there stay.",
  },
  {
    code: "files-missing",
    sources: storeSources,
    pattern: /repository not initialized|repo is not initialized|NoSuchKey|BLOB not found|unable to find (blob|index)/i,
    cause: "Files are missing in the store: somebody removed them there, or a lifecycle rule of the bucket did.",
    remedy: (_names, of) => [
      "Backups with data of these volumes can no longer be restored. Make a full backup now: `holdfast backup create --wait`.",
      "Look for a lifecycle or expiry rule on the bucket and take it out: Holdfast alone expires its backups.",
      ...(of.kind === "restore" ? ["Restore an older backup: `holdfast backup list`."] : []),
    ],
    safeToIgnore: "no",
    ignoring: "A restore of these volumes fails.",
  },
  {
    code: "store-unreachable",
    sources: storeSources,
    pattern:
      /no such host|server misbehaving|connection refused|i\/o timeout|no route to host|connection reset|StatusCode: 0|request canceled|EOF$/,
    cause: "Velero does not reach the store.",
    remedy: ({ veleroNamespace, deployment, location }, of) => [
      `See which address it uses: \`holdfast destination show ${location}\`; it must resolve and be open from Velero's pod.`,
      `Velero's own words: \`kubectl -n ${veleroNamespace} logs deployment/${deployment}\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: noBackup,
  },
];
