import { memberSpec } from "@holdfast/domain";
import { waitFor } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupStage, backupType, hasEnded, veleroApiVersion } from "@holdfast/velero";
import type { Backup } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainRelease } from "../../test-support/plain-release.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { refusal } from "../../test-support/refusal.ts";
import { installApplication } from "../applications/install-application.ts";
import { readBackedUp } from "../restores/read-contents.ts";
import { vendorBackupOf } from "./backupable.ts";

const accepted: Readonly<Record<string, string>> = {
  selector: "labelSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: NotIn, values: [x]}]}",
  selectors: "orLabelSelectors: [{matchLabels: {app: web}}, {matchExpressions: [{key: app, operator: Exists}]}]",
  included: "includedResources: [secrets, applications.holdfast.dev, configmaps]\nexcludedResources: [events]",
  namespaced: "includedNamespaceScopedResources: ['*']\nexcludedClusterScopedResources: [nodes, storageclasses]",
  excluded: "excludedNamespaceScopedResources: [events, events.events.k8s.io]",
  namespaces:
    "includedNamespaces: [NAMESPACE]\nexcludedNamespaces: [elsewhere, 'x-*']\nstorageLocation: theirs\nttl: 1h",
  volumes:
    "snapshotVolumes: true\nsnapshotMoveData: true\ndatamover: velero\ncsiSnapshotTimeout: 5m\nitemOperationTimeout: 2h\nuploaderConfig: {parallelFilesUpload: 2}\nvolumeGroupSnapshotLabelKey: example.com/group\ndefaultVolumesToFsBackup: false",
  hooks:
    "orderedResources: {pods: 'NAMESPACE/a, NAMESPACE/b'}\nmetadata: {labels: {team: x}}\nhooks: {resources: [{name: h, includedResources: [pods], labelSelector: {matchLabels: {app: web}}, pre: [{exec: {command: [sync], onError: Fail, timeout: 30s}}]}]}",
};

const backup = (spec: string): string =>
  `apiVersion: velero.io/v1\nkind: Backup\nmetadata: {name: b}\nspec:\n${spec.replaceAll(/^/gmu, "  ")}\n`;

describe("a vendor's kind: Backup on a real Velero", () => {
  let cluster: RealCluster;

  beforeAll(async () => {
    cluster = await startRealCluster();
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  async function backUp(slug: string): Promise<Backup> {
    const vendor = await vendorBackupOf(cluster.context(), slug, 1);
    const { namespace } = cluster.velero;
    const spec = memberSpec({ namespaces: [slug], storageLocation: "default", scope: "partial", vendor: vendor.spec });
    const metadata = { name: `b-${slug}`, namespace, labels: vendor.labels };
    await cluster.kubernetes.create<Backup>(backupType, {
      apiVersion: veleroApiVersion,
      kind: "Backup",
      metadata,
      spec,
    });
    const ended = await waitFor<Backup>(
      cluster.kubernetes,
      { type: backupType, name: { name: `b-${slug}`, namespace } },
      (found) => hasEnded(backupStage(found?.status?.phase)),
      { clock: cluster.context().clock, deadlineSeconds: 120 },
    );
    if (ended === undefined) throw new Error(`the Backup of ${slug} is gone`);
    return ended;
  }

  it.each(Object.entries(accepted))(
    "that lint accepts is no FailedValidation, and holds the records: %s",
    async (slug, spec) => {
      await cluster.install({ slug, files: { "backup.yaml": backup(spec.replaceAll("NAMESPACE", slug)) } });
      const { metadata, status } = await backUp(slug);
      expect(status).toMatchObject({ phase: "Completed" });
      expect(status?.validationErrors).toBeUndefined();
      const from = { veleroNamespace: cluster.velero.namespace, backup: metadata.name };
      const { records, held } = await readBackedUp(cluster.context(), from, slug);
      expect(records.map(({ kind }) => kind)).toContain("Application");
      expect(held.filter((key) => key.startsWith("secrets/")).every((key) => key.includes(`/${slug}/`))).toBe(true);
    },
  );

  it("weak point 40: holds objects that operators made and that carry no label of the application", async () => {
    await cluster.install({ slug: "operated", files: { "backup.yaml": backup("snapshotVolumes: false") } });
    const made: KubernetesObject = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "made", namespace: "operated" },
    };
    await cluster.plane.kubectl(["apply", "-f", "-"], JSON.stringify(made));
    const { metadata } = await backUp("operated");
    const from = { veleroNamespace: cluster.velero.namespace, backup: metadata.name };
    expect((await readBackedUp(cluster.context(), from, "operated")).held).toContain("secrets/operated/made");
  });

  it("weak point 39: that contradicts the backup is refused at install, with file, line, field and reason", async () => {
    const spec =
      "excludedResources: [secrets]\nhooks: {resources: [{name: h, includedNamespaces: [other], pre: [{exec: {command: [a]}}]}]}";
    const parts = plainRelease({ slug: "contrary", files: { "backup.yaml": backup(spec) } });
    const work = installApplication(cluster.context(), { ...parts, given: { values: {}, files: {} } });
    const { code, details } = await refusal(work);
    expect(code).toBe("invalid-release");
    expect(details.reason).toContain("backup.yaml:5: spec.excludedResources[0]: drops Secrets");
    expect(details.reason).toContain('backup.yaml:6: spec.hooks.resources[0].includedNamespaces[0]: "other" is not');
  });
});
