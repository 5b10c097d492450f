import { expect, it } from "vitest";
import { recordsFrom } from "../applications/application-records.ts";
import { applicationObject, installedFrom } from "../applications/application.ts";
import { configSecretName, recordSecret, releaseChunkName, releaseChunkType } from "../applications/record-objects.ts";
import { encodeIndex } from "../applications/release-index.ts";
import { copiedRecords } from "./copied-records.ts";
import type { CopyInput } from "./copy-input.ts";

const spec = {
  id: "first",
  slug: "shop",
  title: "Shop",
  namespaces: ["shop", "jobs"],
  sequence: 2,
  versionLabel: "2.0.0",
  publicKey: "key",
};
const source = installedFrom(applicationObject(spec, "shop"));

const input: CopyInput = {
  set: "m-1",
  source: "shop",
  slug: "trial",
  backup: "m-1-shop",
  backupUid: "uid",
  veleroNamespace: "velero",
  copyOf: { set: "m-1", slug: "shop", namespaces: { shop: "trial", jobs: "trial-jobs" } },
  applicationId: "second",
  planHash: "hash",
};

function release(sequence: number) {
  const name = releaseChunkName("shop", sequence, 1);
  const parts = { slug: "shop", namespace: "shop", name, kind: "release", type: releaseChunkType } as const;
  const index = {
    schema: 1,
    slug: "shop",
    sequence,
    versionLabel: `${sequence}.0.0`,
    contentDigest: "digest",
    archive: { digest: "digest", bytes: 4 },
    chunks: [{ name, digest: "digest", bytes: 4 }],
    storedAt: "2026-01-01T00:00:00Z",
    applied: [
      { apiVersion: "v1", kind: "Service", namespace: "jobs", name: "web" },
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "shop" },
    ],
  } as const;
  return [recordSecret({ ...parts, data: { chunk: "abcd" } }), encodeIndex(index, "shop")];
}

const config = { "config.json": JSON.stringify({ given: { a: "b" }, generated: {} }) };
const objects = [
  recordSecret({ slug: "shop", namespace: "shop", name: configSecretName("shop"), kind: "config", data: config }),
  ...release(1),
  ...release(2),
];

it("a copy has the deployed release and the config under its own slug, the index written last", () => {
  const written = copiedRecords(input, source, objects);
  expect(written.map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`)).toEqual([
    "trial/holdfast-trial-config",
    "trial/holdfast-trial-release-2-1",
    "trial/holdfast-trial-release-2",
  ]);
  const { releases, config: read } = recordsFrom("trial", written);
  expect(read.given).toEqual({ a: "b" });
  expect(releases).toMatchObject([{ slug: "trial", sequence: 2, chunks: [{ name: "holdfast-trial-release-2-1" }] }]);
});

it("what is removed with a copy is in its own namespaces, and nothing of it is cluster-scoped", () => {
  const { releases } = recordsFrom("trial", copiedRecords(input, source, objects));
  expect(releases[0]?.applied).toEqual([{ apiVersion: "v1", kind: "Service", namespace: "trial-jobs", name: "web" }]);
});
