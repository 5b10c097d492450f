import type { ControlPlane } from "@holdfast/harness";
import { persistentVolumeClaims, statefulSets } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { refusal } from "../../test-support/refusal.ts";
import { upgradeApplication } from "../../test-support/upgrade-application.ts";
import { aVendor, configMap } from "../../test-support/vendor.ts";
import type { Vendor } from "../../test-support/vendor.ts";
import type { Context } from "../context.ts";
import { lookForApplication } from "./find-application.ts";
import { installApplication } from "./install-application.ts";
import { removeApplication } from "./remove-application.ts";

const given = { values: {}, files: {} };

const role = (name: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
`;

const database = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  replicas: 0
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "localhost/none:1"}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
`;

const dataClaim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data-db-0, namespace: keeper}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
`;

describe("what belongs to others, on a real API server", () => {
  let server: ApiServer;
  let plane: ControlPlane;
  let kubernetes: KubernetesClient;
  let context: Context;

  beforeAll(async () => {
    server = await startApiServer();
    ({ plane, kubernetes } = server);
    context = server.context();
  });

  afterAll(async () => {
    await server?.stop();
  });

  const install = (vendor: Vendor, file: string, wish: object = {}) =>
    installApplication(context, {
      release: vendor.release(1, { "app.yaml": file }),
      license: vendor.license(),
      given,
      withoutWaiting: true,
      ...wish,
    });

  it("a namespace full of others' objects is installed into only when that is asked for", async () => {
    await plane.kubectl(["create", "namespace", "team-prod"]);
    await plane.kubectl(["-n", "team-prod", "create", "service", "clusterip", "payments", "--tcp=80"]);
    const vendor = aVendor("guest");
    const wish = { namespace: "team-prod" };
    const fault = await refusal(install(vendor, configMap("app", {}), wish));
    expect(fault).toMatchObject({ code: "namespace-taken" });
    expect(fault.details.reason).toContain("Service payments");
    expect(await lookForApplication(context, "guest")).toBeUndefined();
    await install(vendor, configMap("app", {}), { ...wish, adoptNamespace: true });
    await install(vendor, configMap("app", {}), wish);
  });

  it("a cluster-wide object of another application stays its own; one of nobody is taken when that is asked for", async () => {
    await install(aVendor("first"), role("shared-reader"));
    const second = await refusal(install(aVendor("second"), role("shared-reader"), { force: true }));
    expect(second).toMatchObject({ code: "already-exists" });
    expect(second.details.reason).toContain("the application first");
    expect(await lookForApplication(context, "second")).toBeUndefined();
    await plane.kubectl(["create", "clusterrole", "lone-reader", "--verb=get", "--resource=pods"]);
    const vendor = aVendor("third");
    expect(await refusal(install(vendor, role("lone-reader")))).toMatchObject({ code: "already-exists" });
    await install(vendor, role("lone-reader"), { force: true });
    await upgradeApplication(context, {
      release: vendor.release(2, { "app.yaml": role("lone-reader") }),
      given,
      withoutWaiting: true,
    });
  });

  it("neither a removal nor an upgrade deletes a StatefulSet whose claims would go along", async () => {
    const vendor = aVendor("keeper");
    await install(vendor, database);
    await plane.kubectl(["apply", "-f", "-"], dataClaim);
    const removal = { slug: "keeper", deleteData: false };
    expect(await refusal(removeApplication(context, removal))).toMatchObject({ code: "volumes-not-covered" });
    const release = vendor.release(2, { "app.yaml": configMap("app", {}) });
    const upgrade = () => upgradeApplication(context, { release, given, withoutWaiting: true });
    expect(await refusal(upgrade())).toMatchObject({ code: "volumes-not-covered" });
    const name = { name: "db", namespace: "keeper" };
    const data = { name: "data-db-0", namespace: "keeper" };
    expect(await kubernetes.get(statefulSets, name)).toBeDefined();
    const body = { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain" } } };
    await kubernetes.patch(statefulSets, name, { kind: "merge", body });
    // The controller may have written an owner by then, and takes it off again.
    const ownersOfData = async () =>
      (await kubernetes.get(persistentVolumeClaims, data))?.metadata.ownerReferences?.length ?? 0;
    await expect.poll(ownersOfData, { timeout: 60_000 }).toBe(0);
    await upgrade();
    expect(await kubernetes.get(statefulSets, name)).toBeUndefined();
    await removeApplication(context, removal);
    expect(await kubernetes.get(persistentVolumeClaims, data)).toBeDefined();
    await install(vendor, database);
  });
});
