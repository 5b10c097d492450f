import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { addOnDeployments, addOnManifests, fillIn } from "./add-ons.ts";

const images = {
  coredns: "localhost/coredns:v1",
  localPathProvisioner: "localhost/local-path-provisioner:v1",
  versitygw: "localhost/versitygw:v1",
  busybox: "localhost/busybox:1",
};

interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

async function manifests(): Promise<readonly Manifest[]> {
  const documents = parseAllDocuments(await addOnManifests(images));
  return documents.map((document) => document.toJS() as Manifest);
}

describe("the add-ons", () => {
  it("have every Deployment that a start waits for", async () => {
    const deployments = (await manifests()).filter(({ kind }) => kind === "Deployment");
    expect(deployments.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(
      addOnDeployments.map(({ namespace, name }) => `${namespace}/${name}`),
    );
  });

  it("run from the given images alone and leave no place unfilled", async () => {
    const text = await addOnManifests(images);
    const named = [...text.matchAll(/image: (\S+)/g)].map((match) => match[1]);
    expect(new Set(named)).toEqual(new Set(Object.values(images)));
    expect(text).not.toContain("${");
  });

  it("keep the internal store out of every backup", async () => {
    const excluded = (await manifests()).filter(
      ({ metadata }) => metadata.labels?.["velero.io/exclude-from-backup"] === "true",
    );
    expect(excluded.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Namespace holdfast-store",
      "PersistentVolumeClaim holdfast-store",
    ]);
  });

  it("give volumes of a type that Velero's file-system backup accepts, by default", async () => {
    const found = (await manifests()).find(({ kind }) => kind === "StorageClass");
    expect(found?.metadata.annotations).toEqual({
      "storageclass.kubernetes.io/is-default-class": "true",
      defaultVolumeType: "local",
    });
  });
});

describe("a place in a manifest", () => {
  it("without a value is a bug", () => {
    expect(() => fillIn("image: ${nothing}", images)).toThrow("unknown nothing");
    expect(fillIn("$VOL_DIR ${busybox}", images)).toBe("$VOL_DIR localhost/busybox:1");
  });
});
