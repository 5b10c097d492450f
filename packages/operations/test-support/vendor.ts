import { readLicense } from "@holdfast/domain";
import type { License, Release, ReleaseEntry, SignedLicense } from "@holdfast/domain";
import { releaseFromEntries } from "../src/applications/load-release.ts";
import { generateVendorKeys, signLicense } from "../src/applications/signatures.ts";

/** A vendor with a key of its own, who makes releases and licenses for one application. */
export interface Vendor {
  readonly publicKey: string;
  readonly keyId: string;
  /** Files by path, besides holdfast.yaml. Faults as of an installation. */
  release(sequence: number, files: Readonly<Record<string, string>>): Release;
  license(wish?: Partial<License>): SignedLicense;
}

export function aVendor(slug: string): Vendor {
  const { privateKey, publicKey, keyId } = generateVendorKeys();
  return {
    publicKey,
    keyId,
    release: (sequence, files) =>
      releaseFromEntries(
        entriesOf({ "holdfast.yaml": metadata({ slug, sequence, publicKey }), ...files }),
        "The release",
      ),
    license: (wish = {}) =>
      signLicense(
        { id: "l1", issue: 1, application: slug, customer: "Test", isSnapshotSupported: true, fields: {}, ...wish },
        privateKey,
      ),
  };
}

export function entriesOf(files: Readonly<Record<string, string>>): readonly ReleaseEntry[] {
  return Object.entries(files).map(([path, text]) => ({ kind: "file", path, content: Buffer.from(text) }));
}

export function metadata(facts: { slug: string; sequence: number; publicKey: string }): string {
  return `apiVersion: holdfast.dev/v1alpha1
kind: Release
metadata: {name: ${facts.slug}}
spec: {title: Test, versionLabel: "1.${facts.sequence}", sequence: ${facts.sequence}, publicKey: "${facts.publicKey}"}
`;
}

/** One ConfigMap document. */
export function configMap(name: string, data: Readonly<Record<string, string>>): string {
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${lines.join("\n")}\n---\n`;
}

export function licenseFromText(text: string): SignedLicense {
  const reading = readLicense("license.yaml", text);
  if (reading.kind === "refused") throw new Error(reading.problems.join("\n"));
  return reading.signed;
}
