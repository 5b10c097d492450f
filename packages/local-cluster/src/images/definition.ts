import type { ProgramName } from "../programs/catalogue.ts";

/** An image as data: what is in it and how it starts. Equal definitions on equal sources make equal digests. */
export interface ImageDefinition {
  /** With tag, e.g. `localhost/velero:v1.18.3`. Never `latest`: the kubelet would try to pull it. */
  readonly name: string;
  /** From the lowest to the highest; a file of a higher layer hides the one below. */
  readonly layers: readonly LayerSource[];
  readonly entrypoint: readonly string[];
  readonly command?: readonly string[];
  /** `uid:gid`. Absent: root. */
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What one layer is made of. Paths in the image are absolute. */
export type LayerSource =
  | ProgramsLayer
  | DebianLayer
  | InlineLayer
  | DirectoryLayer
  | FilesLayer
  | CertificateBundleLayer;

/** Pinned programs, built if they are not yet in the cache. */
interface ProgramsLayer {
  readonly kind: "programs";
  /** From the path in the image to the program. */
  readonly files: Readonly<Record<string, ProgramName>>;
}

/** The contents of Debian packages, as this machine's own package sources offer them; their scripts are not run. */
export interface DebianLayer {
  readonly kind: "debian";
  readonly packages: readonly string[];
  /** "none", or every dependency but these (names without version). */
  readonly dependencies: "none" | { readonly without: readonly string[] };
  /** Further paths to leave out, beside manuals, documentation and translations. */
  readonly leaveOut?: readonly string[];
}

/** Files, directories and links written down in the definition itself. */
export interface InlineLayer {
  readonly kind: "inline";
  readonly entries: Readonly<Record<string, InlineEntry>>;
}

export type InlineEntry =
  | { readonly kind: "text"; readonly text: string; readonly mode?: number }
  | { readonly kind: "directory"; readonly mode?: number; readonly owner?: number }
  | { readonly kind: "link"; readonly target: string };

/** A directory of this machine, whole; e.g. an application's own files. Everything belongs to root. */
export interface DirectoryLayer {
  readonly kind: "directory";
  readonly source: string;
  readonly target: string;
}

/** Single files of this machine. Links are followed. */
interface FilesLayer {
  readonly kind: "files";
  /** From the path in the image to the path here. */
  readonly files: Readonly<Record<string, string>>;
}

/** `/etc/ssl/certs/ca-certificates.crt`, put together from Debian's package of that name. */
interface CertificateBundleLayer {
  readonly kind: "certificate-bundle";
}

const namePattern = /^[a-z0-9.-]+(\/[a-z0-9._-]+)+:[\w][\w.-]*$/;

/** Checks the name; returns the definition as it is. */
export function defineImage(definition: ImageDefinition): ImageDefinition {
  if (!namePattern.test(definition.name) || definition.name.endsWith(":latest")) {
    throw new TypeError(`not an image name with a fixed tag: ${definition.name}`);
  }
  return definition;
}
