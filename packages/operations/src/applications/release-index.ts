import { Fault } from "@holdfast/domain";
import { gunzipSync, gzipSync } from "node:zlib";
import { dataOf, recordSecret, releaseIndexName, releaseIndexType } from "./record-objects.ts";
import type { Secret } from "./record-objects.ts";

/** An object that was applied for a release: what is pruned when it leaves, what is deleted at the end. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
}

/** What is stored of a release, written after all its chunks: a release without an index is not there. */
export interface ReleaseIndex {
  readonly schema: 1;
  readonly slug: string;
  readonly sequence: number;
  readonly versionLabel: string;
  /** SHA-256 over paths and contents: whether two archives are the same release. */
  readonly contentDigest: string;
  readonly archive: { readonly digest: string; readonly bytes: number };
  readonly chunks: readonly { readonly name: string; readonly digest: string; readonly bytes: number }[];
  readonly storedAt: string;
  /** What is in the cluster because of this release; written before the first of them is applied. */
  readonly applied: readonly ObjectReference[];
}

const newestSchema = 1;

export function encodeIndex(index: ReleaseIndex, namespace: string): Secret {
  const name = releaseIndexName(index.slug, index.sequence);
  const { applied, ...facts } = index;
  const data = { "index.json": JSON.stringify(facts), "applied.json.gz": gzipSync(JSON.stringify(applied)) };
  return recordSecret({ slug: index.slug, namespace, name, kind: "release", type: releaseIndexType, data });
}

/** Faults: newer-schema. A Secret of this type without an index is damaged: artefact-unreadable. */
export function decodeIndex(secret: Secret): ReleaseIndex {
  const facts = dataOf(secret, "index.json");
  const applied = dataOf(secret, "applied.json.gz");
  if (facts === undefined || applied === undefined)
    throw damagedRecord(secret, "index.json or applied.json.gz is missing");
  const index = {
    ...(JSON.parse(facts.toString()) as Omit<ReleaseIndex, "applied">),
    applied: JSON.parse(gunzipSync(applied).toString()) as ReleaseIndex["applied"],
  };
  if (index.schema > newestSchema) {
    throw new Fault("newer-schema", `The stored release ${index.sequence} was written by a newer Holdfast.`, {
      remedy: "Use the Holdfast program of that version, or a newer one.",
      where: `Secret ${secret.metadata.namespace ?? ""}/${secret.metadata.name}`,
    });
  }
  return index;
}

export function damagedRecord(secret: Secret, reason: string): Fault {
  return new Fault("artefact-unreadable", `The record ${secret.metadata.name} is damaged.`, {
    reason,
    remedy: "Install the same release again (`holdfast app upgrade`), or restore the application from a backup.",
    where: `Secret ${secret.metadata.namespace ?? ""}/${secret.metadata.name}`,
  });
}
