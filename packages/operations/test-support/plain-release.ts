import type { License, Release, SignedLicense } from "@holdfast/domain";
import { releaseFromEntries } from "../src/applications/load-release.ts";
import { generateVendorKeys, signLicense } from "../src/applications/signatures.ts";
import type { VendorKeys } from "../src/applications/signatures.ts";

export interface PlainRelease {
  readonly release: Release;
  readonly license: SignedLicense;
}

export interface PlainReleaseOptions {
  readonly slug: string;
  readonly sequence?: number;
  /** Default true. */
  readonly shipsBackup?: boolean;
  readonly license?: Partial<License>;
  /** Further manifests by file name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly keys?: VendorKeys;
}

/** A vendor's application of nothing but a ConfigMap and a Secret: it needs no node. */
export function plainRelease(options: PlainReleaseOptions): PlainRelease {
  const { slug, sequence = 1, shipsBackup = true } = options;
  const keys = options.keys ?? generateVendorKeys();
  const files: Record<string, string> = {
    "holdfast.yaml": `apiVersion: holdfast.dev/v1alpha1
kind: Release
metadata: { name: ${slug} }
spec: { title: ${slug}, versionLabel: "1.0.${sequence}", sequence: ${sequence}, publicKey: "${keys.publicKey}" }
`,
    "objects.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { greeting: hello, sequence: "${sequence}" }
---
apiVersion: v1
kind: Secret
metadata: { name: password }
stringData: { password: "12345" }
`,
    ...(shipsBackup
      ? { "backup.yaml": `apiVersion: velero.io/v1\nkind: Backup\nmetadata: { name: ${slug} }\nspec: {}\n` }
      : {}),
    ...options.files,
  };
  const entries = Object.entries(files).map(
    ([path, text]) => ({ kind: "file", path, content: Buffer.from(text) }) as const,
  );
  const license: License = {
    id: `license-${slug}`,
    issue: 1,
    application: slug,
    customer: "A test",
    isSnapshotSupported: true,
    fields: {},
    ...options.license,
  };
  return { release: releaseFromEntries(entries, slug), license: signLicense(license, keys.privateKey) };
}
