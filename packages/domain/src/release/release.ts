import type { ReleaseLimits } from "../compatibility/judge-release.ts";
import type { ConfigSpec } from "../config/config-spec.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { VendorBackup, VendorRestore } from "./vendor-backup.ts";

/** From `holdfast.yaml`, the release's own description. */
export interface ReleaseMetadata {
  readonly slug: string;
  readonly title: string;
  /** The vendor's version, for people; e.g. "1.4.0". */
  readonly versionLabel: string;
  /** Orders the releases of one application; a positive whole number. */
  readonly sequence: number;
  /** The vendor's Ed25519 public key: base64 of its 32 bytes. */
  readonly publicKey: string;
  /** "" when the vendor names none. */
  readonly channel: string;
  /** "" when there are none. */
  readonly releaseNotes: string;
  /** Where its vendor says that it runs. */
  readonly limits: ReleaseLimits;
}

/** A vendor's archive that was read and found well formed; templates are not rendered yet. */
export interface Release {
  readonly metadata: ReleaseMetadata;
  /** Everything that came, by path: what is stored and packed again. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What will be applied, in the order of files and documents. */
  readonly manifests: readonly ManifestDocument[];
  readonly config: ConfigSpec;
  readonly backup: ManifestDocument | undefined;
  readonly restore: ManifestDocument | undefined;
  readonly application: ManifestDocument | undefined;
}

/** A Kubernetes object as the vendor means it, templates rendered. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface RenderedObject {
  readonly file: string;
  readonly line: number;
  readonly object: ManifestObject;
}

/** `[namespace/]kind/name` of the vendor's statusInformers, parsed. */
export interface StatusInformer {
  readonly namespace: string | undefined;
  /** In lower case, singular: deployment, statefulset, service, … */
  readonly kind: string;
  readonly name: string;
}

/** What `kind: Application` says, templates rendered. */
export interface ApplicationDescription {
  readonly title: string;
  readonly icon: string | undefined;
  readonly additionalNamespaces: readonly string[];
  readonly statusInformers: readonly StatusInformer[];
}

/** A release with its templates rendered for one installation. */
export interface RenderedRelease {
  readonly metadata: ReleaseMetadata;
  readonly description: ApplicationDescription;
  /** The application's namespaces; the primary one is the first. */
  readonly namespaces: readonly string[];
  /** Labelled; `metadata.namespace` only where the vendor wrote one. */
  readonly objects: readonly RenderedObject[];
  /** Undefined when the release ships none, or its kots.io/when or kots.io/exclude annotation switches it off. */
  readonly backup: VendorBackup | undefined;
  readonly restore: VendorRestore | undefined;
  /** What an annotation kots.io/when or kots.io/exclude leaves out in this installation. */
  readonly leftOut: readonly LeftOutManifest[];
}

export interface LeftOutManifest {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly name: string;
  /** The annotation as it was rendered: `kots.io/when: "false"`. */
  readonly reason: string;
}
