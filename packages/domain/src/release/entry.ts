import type { TextCodecs } from "../template/scope.ts";

/** What an archive or a directory holds before anything about it is trusted. */
export type ReleaseEntry =
  | { readonly kind: "file"; readonly path: string; readonly content: Uint8Array }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  | { readonly kind: "special"; readonly path: string; readonly description: string };

/** Bounds of a release. A reader stops as soon as one is passed; it never unpacks first and counts later. */
export const releaseLimits = {
  unpackedBytes: 20 * 1024 * 1024,
  files: 2000,
  pathLength: 200,
  documents: 5000,
  /** Unpacked to packed, looked at once more than one MiB has come out. */
  compressionRatio: 200,
  ratioFreeBytes: 1024 * 1024,
} as const;

/** Texts need the platform, which the domain does without. */
export interface Codecs extends TextCodecs {
  /** Undefined when the bytes are not UTF-8. */
  decodeUtf8(bytes: Uint8Array): string | undefined;
}
