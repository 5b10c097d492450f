import { redactObject, redactText, type KnownValues } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";

/** One file of a bundle, as it was read: nothing of it leaves before it was redacted. */
export type BundlePart =
  /** Facts of ours. */
  | { readonly kind: "facts"; readonly path: string; readonly value: unknown }
  | { readonly kind: "objects"; readonly path: string; readonly objects: readonly KubernetesObject[] }
  | { readonly kind: "log"; readonly path: string; readonly text: string };

/** What could not be read is in the bundle as this, with the reason. */
export interface NotRead {
  readonly what: string;
  readonly reason: string;
}

export interface Gathered {
  readonly parts: readonly BundlePart[];
  readonly notRead: readonly NotRead[];
}

/** How much of everything goes into a bundle. */
export interface BundleLimits {
  /** Of each kind in each namespace, the newest. */
  readonly objects: number;
  readonly logLines: number;
  /** Of each file; the end of a log, the beginning of everything else. */
  readonly fileBytes: number;
}

export interface BundleFile {
  readonly path: string;
  readonly text: string;
}

/** Redacted first and cut afterwards: half a secret is found by nobody. */
export function writePart(part: BundlePart, known: KnownValues, { fileBytes }: BundleLimits): BundleFile {
  switch (part.kind) {
    case "facts": {
      const value = redactObject({ value: part.value ?? null }, { known })["value"];
      return { path: part.path, text: beginning(JSON.stringify(value, null, 1), fileBytes) };
    }
    case "objects": {
      const objects = part.objects.map((object) => redactObject({ ...object }, { known }));
      return { path: part.path, text: beginning(JSON.stringify(objects, null, 1), fileBytes) };
    }
    case "log":
      return { path: part.path, text: end(redactText(part.text, { known }), fileBytes) };
  }
}

function beginning(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}\n[cut: ${text.length - limit} characters more]\n`;
}

function end(text: string, limit: number): string {
  return text.length <= limit ? text : `[cut: ${text.length - limit} characters before]\n${text.slice(-limit)}`;
}
