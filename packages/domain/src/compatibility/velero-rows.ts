type Uploader = "kopia" | "restic";
export type PluginName = "aws" | "gcp" | "azure";

/** What Velero's authors say of one minor version. */
export interface VeleroRow {
  /** "1.18" */
  readonly minor: string;
  /** The versions of Kubernetes that its authors tested it on. */
  readonly kubernetes: readonly string[];
  /** With which volumes can be backed up. */
  readonly writes: readonly Uploader[];
  /** Whose backups can be restored. */
  readonly reads: readonly Uploader[];
  /** The plugins' minor versions that belong to it; a plugin that is not named was not looked up. */
  readonly plugins: Readonly<Partial<Record<PluginName, string>>>;
  /** What of it matters to a backup or a restore. */
  readonly matters: string;
}

export const veleroSource = "Velero's compatibility matrix (README) and release notes";
export const pluginSource = "the plugin's compatibility table (README)";

const both: readonly Uploader[] = ["kopia", "restic"];

/** Newest first. Sources: the README files of Velero 1.17.2 and 1.18.3, and of the plugins; Velero's release notes. */
export const veleroRows: readonly VeleroRow[] = [
  {
    minor: "1.18",
    kubernetes: ["1.33.7", "1.34.1", "1.35.0"],
    writes: ["kopia"],
    reads: both,
    plugins: { aws: "1.14" },
    matters: "the last one that restores backups of restic",
  },
  {
    minor: "1.17",
    kubernetes: ["1.31.7", "1.32.3", "1.33.1", "1.34.0"],
    writes: ["kopia"],
    reads: both,
    plugins: { aws: "1.13" },
    matters: "volumes are moved by pods of their own; restic makes no backups any more",
  },
  {
    minor: "1.16",
    kubernetes: ["1.31.4", "1.32.3", "1.33.0"],
    writes: both,
    reads: both,
    plugins: { aws: "1.12" },
    matters: "node agents are looked for by the label role=node-agent",
  },
  {
    minor: "1.15",
    kubernetes: ["1.28.8", "1.29.8", "1.30.4", "1.31.1"],
    writes: both,
    reads: both,
    plugins: { aws: "1.11" },
    matters: "backups by restic are deprecated",
  },
  {
    minor: "1.14",
    kubernetes: ["1.27.9", "1.28.9", "1.29.4"],
    writes: both,
    reads: both,
    plugins: { aws: "1.10", gcp: "1.10" },
    matters: "repositories are maintained by Jobs",
  },
  {
    minor: "1.13",
    kubernetes: ["1.26.5", "1.27.3", "1.27.8", "1.28.3"],
    writes: both,
    reads: both,
    plugins: { aws: "1.9", gcp: "1.9" },
    matters: "the first one that writes down which volumes a backup holds",
  },
  {
    minor: "1.12",
    kubernetes: ["1.25.7", "1.26.5", "1.26.7", "1.27.3"],
    writes: both,
    reads: both,
    plugins: { aws: "1.8", gcp: "1.8", azure: "1.8" },
    matters: "it writes no list of a backup's volumes",
  },
  {
    minor: "1.11",
    kubernetes: ["1.23.10", "1.24.9", "1.25.5", "1.26.1"],
    writes: both,
    reads: both,
    plugins: { aws: "1.7", gcp: "1.7", azure: "1.7" },
    matters: "it writes no list of a backup's volumes",
  },
];

/** Velero's authors expect every minor version to work from Kubernetes 1.18 on. */
export const veleroOldestKubernetes = "1.18";

export function veleroRow(minor: string): VeleroRow | undefined {
  return veleroRows.find((row) => row.minor === minor);
}
