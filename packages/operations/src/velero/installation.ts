/** The value of the part-of label on everything that `holdfast velero install` makes. */
export const partOfVelero = "velero";

/** A Velero that was found in the cluster, as its Deployment and DaemonSet say. */
export interface VeleroInstallation {
  readonly namespace: string;
  /** Theirs is never restarted, upgraded or uninstalled, unless --manage-velero is given. */
  readonly ownership: "ours" | "theirs";
  readonly deployment: {
    readonly name: string;
    readonly image: string;
    readonly replicas: number;
    readonly ready: number;
  };
  /** From the image's tag; absent when the tag is no version. The server's own word comes with `askServerStatus`. */
  readonly version?: string;
  /** Images of the init containers that bring plugins. */
  readonly pluginImages: readonly string[];
  /** What moves volumes: kopia, or in older Veleros restic. */
  readonly uploader: string;
  readonly nodeAgent: NodeAgent;
  readonly problems: readonly VeleroProblem[];
}

export type NodeAgent =
  | { readonly kind: "absent" }
  | {
      readonly kind: "present";
      readonly name: string;
      readonly image: string;
      /** Label selectors of its pods, one for each DaemonSet: nodes with Windows have one of their own. */
      readonly selectors: readonly string[];
      /** The DaemonSets whose pods lack the label by which Velero looks for them since 1.16. */
      readonly unlabelled: readonly string[];
      readonly desired: number;
      readonly ready: number;
    };

/** What keeps a Velero from doing all that Holdfast asks of it. */
export interface VeleroProblem {
  readonly code:
    | "server-not-running"
    | "server-silent"
    | "node-agent-absent"
    | "node-agent-not-ready"
    | "node-agent-unlabelled"
    | "version-known-broken"
    | "version-untested"
    | "plugin-absent"
    | "no-location"
    | "locations-not-readable"
    | "location-unavailable"
    | "default-repository-password"
    | "recovery-kit-missing";
  readonly message: string;
  /** A command or a sentence for whoever owns this Velero. */
  readonly remedy: string;
}
