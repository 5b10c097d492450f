import { labels } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { recordsFrom } from "../applications/application-records.ts";
import type { ApplicationSpec, InstalledApplication } from "../applications/application.ts";
import {
  applicationCopyKey,
  configSecretName,
  licenseSecretName,
  recordSecret,
  releaseChunkName,
  releaseChunkType,
} from "../applications/record-objects.ts";
import type { Secret } from "../applications/record-objects.ts";
import { encodeIndex } from "../applications/release-index.ts";
import type { ObjectReference, ReleaseIndex } from "../applications/release-index.ts";
import type { CopyInput } from "./copy-input.ts";

/** What the copy's Application says; `deploying` while it is being made. */
export function copySpec(input: CopyInput, source: InstalledApplication): ApplicationSpec {
  const { title, sequence, versionLabel, publicKey } = source;
  const { slug, copyOf, applicationId } = input;
  const namespaces = source.namespaces.map((name) => copyOf.namespaces[name] ?? name);
  return { id: applicationId, slug, title, namespaces, sequence, versionLabel, publicKey, copyOf };
}

/**
 * The records of the copy: the deployed release alone, since a copy is not rolled back, with the config and the license
 * of the backup, all under the copy's slug in its primary namespace. The index comes last.
 */
export function copiedRecords(
  input: CopyInput,
  source: InstalledApplication,
  objects: readonly KubernetesObject[],
): readonly Secret[] {
  const { secrets, releases } = recordsFrom(source.slug, objects);
  const spec = copySpec(input, source);
  const place = { slug: input.slug, namespace: spec.namespaces[0] ?? input.slug };
  const index = releases.find(({ sequence }) => sequence === source.sequence);
  const config = secrets.get(configSecretName(source.slug));
  const license = secrets.get(licenseSecretName(source.slug));
  return [
    ...(license === undefined ? [] : [moved(place, license, licenseSecretName(input.slug))]),
    ...(config === undefined ? [] : [withSpec(moved(place, config, configSecretName(input.slug)), spec)]),
    ...(index === undefined ? [] : movedRelease(place, index, { secrets, input })),
  ];
}

type Place = { readonly slug: string; readonly namespace: string };

function moved({ slug, namespace }: Place, { type, data = {}, metadata }: Secret, name: string): Secret {
  const kind = metadata.labels?.[labels.record];
  const plain = recordSecret({ slug, namespace, name, kind: kind === "license" ? "license" : "config", data: {} });
  return { ...plain, ...(type === undefined ? {} : { type }), data };
}

function withSpec(secret: Secret, spec: ApplicationSpec): Secret {
  return { ...secret, data: { ...secret.data, [applicationCopyKey]: encode(JSON.stringify(spec)) } };
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

interface ReleaseSource {
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly input: CopyInput;
}

function movedRelease(place: Place, index: ReleaseIndex, { secrets, input }: ReleaseSource): readonly Secret[] {
  const chunks = index.chunks.map((chunk, position) => ({
    from: secrets.get(chunk.name),
    chunk: { ...chunk, name: releaseChunkName(place.slug, index.sequence, position + 1) },
  }));
  const written = chunks.flatMap(({ from, chunk }): readonly Secret[] => {
    if (from === undefined) return [];
    const parts = { ...place, name: chunk.name, kind: "release" as const, type: releaseChunkType, data: {} };
    return [{ ...recordSecret(parts), data: from.data ?? {} }];
  });
  const applied = index.applied.flatMap((reference) => movedReference(reference, input));
  const next: ReleaseIndex = { ...index, slug: place.slug, chunks: chunks.map(({ chunk }) => chunk), applied };
  return [...written, encodeIndex(next, place.namespace)];
}

/** What is cluster-scoped belongs to the original, and is never removed with the copy. */
function movedReference(reference: ObjectReference, { copyOf }: CopyInput): readonly ObjectReference[] {
  if (reference.namespace === undefined) return [];
  return [{ ...reference, namespace: copyOf.namespaces[reference.namespace] ?? reference.namespace }];
}
