import type { Codecs, ReleaseEntry } from "../src/release/entry.ts";
import { parseRelease } from "../src/release/parse-release.ts";
import { formatProblem } from "../src/release/problem.ts";
import type { ReleaseProblem } from "../src/release/problem.ts";
import type { Release } from "../src/release/release.ts";
import type { ClusterFacts } from "../src/template/scope.ts";
import { renderManifests } from "../src/release/render-manifests.ts";
import type { RenderInput, Rendering } from "../src/release/render-manifests.ts";

/** ASCII is enough for tests of rules; the platform's codecs are tested where they are made. */
export const testCodecs: Codecs = {
  decodeUtf8: (content) => (content.includes(255) ? undefined : String.fromCodePoint(...content)),
  decodeBase64: (text) => (text === "aGk=" ? "hi" : undefined),
  encodeBase64: (text) => `base64(${text})`,
  sha256: (text) => `sha256(${text})`,
};

export const testFacts: ClusterFacts = {
  kubernetesVersion: "v1.34.2+k3s1",
  nodes: { count: 3, distribution: "k3s", isAirgap: true },
  proxy: { http: "http://proxy:3128", https: "", none: "10.0.0.0/8" },
  lookups: new Map(),
};

export const key = `${"A".repeat(43)}=`;

export const releaseYaml = `apiVersion: holdfast.dev/v1alpha1
kind: Release
metadata: {name: shop}
spec: {title: Shop, versionLabel: "1.0", sequence: 1, publicKey: ${key}}
`;

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

export function entries(files: Readonly<Record<string, string>>): readonly ReleaseEntry[] {
  return Object.entries({ "holdfast.yaml": releaseYaml, ...files }).map(([path, text]) => ({
    kind: "file",
    path,
    content: bytes(text),
  }));
}

export function aRelease(files: Readonly<Record<string, string>>): Release {
  const parsing = parseRelease(entries(files), testCodecs);
  if (parsing.kind === "read") return parsing.release;
  throw new Error(parsing.problems.map(formatProblem).join("\n"));
}

export function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const parsing = parseRelease(entries(files), testCodecs);
  return parsing.kind === "refused" ? parsing.problems.map(formatProblem) : [];
}

export function render(files: Readonly<Record<string, string>>, wish: Partial<RenderInput> = {}): Rendering {
  return renderManifests(aRelease(files), {
    namespace: "shop",
    license: { id: "l", issue: 1, application: "shop", customer: "c", isSnapshotSupported: true, fields: { seats: 3 } },
    config: { given: {}, generated: {} },
    randomString: (length) => "r".repeat(length),
    codecs: testCodecs,
    facts: testFacts,
    holdfastVersion: "9.9.9",
    now: () => Date.parse("2026-02-03T04:05:06Z"),
    ...wish,
  });
}

export function refusals(rendering: Rendering): readonly string[] {
  if (rendering.kind === "needs") throw new Error(JSON.stringify(rendering.requests));
  const problems: readonly ReleaseProblem[] = rendering.kind === "refused" ? rendering.problems : [];
  return problems.map(formatProblem);
}

export function objectsOf(rendering: Rendering): readonly Readonly<Record<string, unknown>>[] {
  if (rendering.kind !== "rendered") throw new Error(JSON.stringify(rendering));
  return rendering.release.objects.map(({ object }) => object);
}
