import { emptyConfigRecord } from "@holdfast/domain";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import type { FakeClient } from "@holdfast/kubernetes/test-support";
import { backupType } from "@holdfast/velero";
import { beforeEach, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { testContext } from "../../test-support/test-context.ts";
import { readRecords } from "../applications/application-records.ts";
import { applicationObject, applicationType, installedFrom } from "../applications/application.ts";
import { storeRelease } from "../applications/store-release.ts";
import { configSecret, licenseSecret, writeSecret } from "../applications/write-records.ts";
import type { BackupInput, PreparedSet } from "./backup-input.ts";
import { createMember } from "./create-member.ts";
import { prepareSet } from "./prepare-set.ts";

const canary = "canary-in-a-hook";

const backupYaml = `apiVersion: velero.io/v1
kind: Backup
metadata: { name: shop, annotations: { "example.com/note": "${canary}" } }
spec:
  hooks:
    resources:
      - name: dump
        includedNamespaces: [shop]
        pre: [{ exec: { command: [dump, "--password=${canary}"] } }]
`;

const input: BackupInput = {
  set: "m-1",
  scope: "partial",
  slugs: ["shop"],
  console: false,
  destination: "default",
  veleroNamespace: "velero",
  instance: "abcde",
  trigger: "manual",
  requestedBy: "tester",
  notIncluded: [],
  judgements: [],
  veleroVersion: "v1.18.3",
};

let cluster: FakeClient;

beforeEach(async () => {
  cluster = createFakeClient({ types: [applicationType, backupType] });
  const { release, license } = plainRelease({ slug: "shop", files: { "backup.yaml": backupYaml } });
  const { slug, title, sequence, versionLabel, publicKey } = release.metadata;
  const spec = { id: "1", slug, title, namespaces: ["shop"], sequence, versionLabel, publicKey };
  const object = applicationObject(spec, "shop");
  await cluster.create(applicationType, object);
  const application = installedFrom(object);
  const context = testContext(cluster);
  await storeRelease(context, application, await readRecords(context, application), release);
  await writeSecret(context, configSecret(application, emptyConfigRecord, spec));
  await writeSecret(
    context,
    licenseSecret(context, application, { license, held: { license: undefined, entitlementLostAt: undefined } }),
  );
});

function addNode(labels: Readonly<Record<string, string>>): Promise<KubernetesObject> {
  const nodeInfo = { operatingSystem: "linux", architecture: "amd64", osImage: "Debian GNU/Linux 12 (bookworm)" };
  const node = { apiVersion: "v1", kind: "Node", metadata: { name: "node", labels }, status: { nodeInfo } };
  const type = { group: "", version: "v1", kind: "Node", plural: "nodes", namespaced: false };
  return cluster.create<KubernetesObject>(type, node);
}

describe("a backup set as its record keeps it", () => {
  it("names its members and holds nothing of the vendor's hooks, which the Velero Backup gets all the same", async () => {
    const context = testContext(cluster);
    const recorded = JSON.stringify(await prepareSet(context, input));
    expect(recorded).not.toContain(canary);
    const { facts, applications } = JSON.parse(recorded) as PreparedSet;
    for (const member of applications) await createMember(context, { input, facts }, member);
    // A driver that comes after finds them.
    for (const member of applications) await createMember(context, { input, facts }, member);
    const made = await cluster.listAll(backupType, { namespace: "velero" });
    expect(made).toMatchObject([{ metadata: { name: "m-1-shop" }, spec: { includedNamespaces: ["shop"] } }]);
    expect(JSON.stringify(made)).toContain(`--password=${canary}`);
  });

  it.each([
    [{}, "existing-cluster"],
    [{ "holdfast.dev/install-method": "local-cluster" }, "local-cluster"],
  ])("says how the cluster of a node labelled %j came to be: %s", async (labels, installMethod) => {
    await addNode(labels);
    const { facts } = await prepareSet(testContext(cluster), input);
    const system = { os: "linux", osFamily: "debian", osVersion: "12", architecture: "amd64" };
    expect(facts).toMatchObject({ installMethod, ...system, veleroVersion: "v1.18.3" });
  });
});
