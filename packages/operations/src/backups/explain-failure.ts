interface Explanation {
  readonly pattern: RegExp;
  readonly text: string;
}

/** What Velero, its plugins and its uploader say when a store refuses to write, or has lost what was in it. */
const explanations: readonly Explanation[] = [
  {
    pattern: /(AccessDenied|Access Denied|StatusCode: 403)/,
    text: "The store refuses to write. Either the credentials may not, or the bucket's policy demands a server-side encryption header, which the data of volumes never carries: take that rule out of the policy and turn on the bucket's default encryption",
  },
  {
    pattern: /(QuotaExceeded|EntityTooLarge|XMinioStorageFull|InsufficientStorage|no space left on device)/,
    text: "The store is full, or takes no more from these credentials",
  },
  {
    pattern:
      /(repository not initialized|repo is not initialized|NoSuchKey|BLOB not found|unable to find (blob|index))/i,
    text: "Files are missing in the store: somebody removed them there. Backups with data of these volumes can no longer be restored; make a new backup",
  },
  {
    pattern: /invalid repository password/,
    text: "The data of volumes there was written with another repository password (Secret velero-repo-credentials)",
  },
];

/** What the words of Velero mean, for whoever reads them; undefined when they are not known. */
export function explainFailure(message: string): string | undefined {
  return explanations.find(({ pattern }) => pattern.test(message))?.text;
}
