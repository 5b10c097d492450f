import { deployments, pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { aVendor } from "../../test-support/vendor.ts";
import type { Context } from "../context.ts";
import { setConfig } from "./change-application.ts";
import { installApplication } from "./install-application.ts";
import { showApplication } from "./show-application.ts";
import { updateLicense } from "./update-license.ts";

const slug = "shop";
const vendor = aVendor(slug);
const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {edition: 'repl{{ LicenseFieldValue "edition" }}'}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {backup.velero.io/backup-volumes: 'repl{{ LicenseFieldValue "volumes" }}'}
    spec: {containers: [{name: web, image: localhost/web}]}
`;
const worker = `apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: 1
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec: {containers: [{name: worker, image: localhost/worker, env: [{name: EDITION, value: 'repl{{ LicenseFieldValue "edition" }}'}]}]}
`;

let server: ApiServer;
let context: Context;

beforeAll(async () => {
  server = await startApiServer();
  context = server.context();
  const release = vendor.release(1, { "web.yaml": web, "worker.yaml": worker });
  const license = vendor.license({ isSnapshotSupported: false, fields: { edition: "basic", volumes: "" } });
  await installApplication(context, { release, license, given: { values: {}, files: {} }, withoutWaiting: true });
});

afterAll(async () => server?.stop());

function uids(all: readonly KubernetesObject[]): ReadonlySet<string | undefined> {
  return new Set(all.map(({ metadata }) => metadata.uid));
}

async function podsNow(): Promise<readonly KubernetesObject[]> {
  return server.kubernetes.listAll<KubernetesObject>(pods, { namespace: slug });
}

const entitled = { isSnapshotSupported: true, fields: { edition: "pro", volumes: "data" } };
const volumes = "backup.velero.io/backup-volumes";

describe("gaining the entitlement", () => {
  it("labels objects and marks running pods without making one anew, and names who must restart", async () => {
    await expect.poll(async () => (await podsNow()).length, { timeout: 60_000 }).toBe(3);
    const before = await podsNow();
    const updated = await updateLicense(context, {
      slug,
      license: vendor.license({ issue: 2, ...entitled }),
      withoutWaiting: true,
    });
    expect(updated.backups).toEqual({ kind: "allowed" });
    expect(updated.restarts).toMatchObject([
      { workload: { kind: "Deployment", name: "web" }, markedPods: 2, changesPrograms: false },
      { workload: { kind: "Deployment", name: "worker" }, markedPods: 0, changesPrograms: true },
    ]);
    const object = await server.kubernetes.get<KubernetesObject>(deployments, { name: "web", namespace: slug });
    expect(object?.metadata.labels).toMatchObject({ edition: "pro" });
    const after = await podsNow();
    expect(uids(after)).toEqual(uids(before));
    const marked = after.filter(({ metadata }) => metadata.annotations?.[volumes] === "data");
    expect(marked.map(({ metadata }) => metadata.labels?.["app"])).toEqual(["web", "web"]);
  });

  it("stays to be told until the pods are made anew, also over a further issue of the license", async () => {
    const license = vendor.license({ issue: 3, ...entitled, customer: "Renamed" });
    const before = await podsNow();
    const updated = await updateLicense(context, { slug, license, withoutWaiting: true });
    expect(updated.restarts).toHaveLength(2);
    expect(uids(await podsNow())).toEqual(uids(before));
    expect((await showApplication(context, slug)).restarts.map(({ workload }) => workload.name)).toEqual([
      "web",
      "worker",
    ]);
  });

  it("reaches every pod with --restart, and any deployment does the same", async () => {
    const updated = await updateLicense(context, { slug, restart: true, withoutWaiting: true });
    expect(updated.restarts).toEqual([]);
    const template = async () =>
      (await server.kubernetes.get<Workload>(deployments, { name: "web", namespace: slug }))?.spec.template;
    expect((await template())?.metadata.annotations).toMatchObject({ [volumes]: "data" });
    expect((await showApplication(context, slug)).restarts).toEqual([]);
    const less = vendor.license({ issue: 4, isSnapshotSupported: true, fields: { edition: "pro", volumes: "" } });
    expect((await updateLicense(context, { slug, license: less, withoutWaiting: true })).restarts).toHaveLength(1);
    await setConfig(context, { slug, given: { values: {}, files: {} }, withoutWaiting: true });
    expect((await template())?.metadata.annotations?.[volumes] ?? "").toBe("");
    expect((await showApplication(context, slug)).restarts).toEqual([]);
  });
});

type Workload = KubernetesObject & {
  readonly spec: { readonly template: { readonly metadata: KubernetesObject["metadata"] } };
};

describe("losing the entitlement", () => {
  it("is told with the time of the issue that took it, over later issues and restarts, until it comes back", async () => {
    const lost = (issue: number) => vendor.license({ issue, isSnapshotSupported: false, fields: {} });
    const taken = await updateLicense(context, { slug, license: lost(5), withoutWaiting: true });
    expect(taken.backups).toMatchObject({
      kind: "refused",
      because: "not-allowed",
      since: expect.any(String) as unknown,
    });
    const since = taken.backups.kind === "refused" ? taken.backups.since : "";
    const again = await updateLicense(context, { slug, license: lost(6), restart: true, withoutWaiting: true });
    expect(again.backups).toMatchObject({ since });
    const shown = (await showApplication(context, slug)).allows;
    expect(shown.find(({ work }) => work === "partial-backup")).toMatchObject({ kind: "refused", since });
    expect(shown.find(({ work }) => work === "restore")).toMatchObject({ kind: "allowed" });
    const back = await updateLicense(context, {
      slug,
      license: vendor.license({ issue: 7, ...entitled }),
      withoutWaiting: true,
    });
    expect(back.backups).toEqual({ kind: "allowed" });
  });
});
