import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVelero } from "@holdfast/harness";
import type { ControlPlane, VeleroProcess } from "@holdfast/harness";
import { configMaps, deployments, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { upgradeApplication } from "../../test-support/upgrade-application.ts";
import { aVendor, configMap } from "../../test-support/vendor.ts";
import type { Context } from "../context.ts";
import { rollbackApplication } from "./change-application.ts";
import { findApplication } from "./find-application.ts";
import { installApplication } from "./install-application.ts";
import { renderFromObjects } from "./render-release.ts";
import { restoreRecords } from "./restore-records.ts";

const nothing = { values: {}, files: {} };

function workload(image: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {version: "${image}"}}
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: localhost/web:${image}
          ports: [{containerPort: 80}]
          env: [{name: VERSION, value: "${image}"}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: ${replicas === 1 ? 80 : 8080}}]}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {version: "${image}"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web}
rules: [{apiGroups: [""], resources: [${replicas === 1 ? "pods" : "pods, secrets"}], verbs: [get]}]
---
${configMap("web", { version: image })}`;
}

describe("an application after Velero's own restore", () => {
  let server: ApiServer;
  let plane: ControlPlane;
  let velero: VeleroProcess;
  let kubernetes: KubernetesClient;
  let context: Context;

  beforeAll(async () => {
    server = await startApiServer();
    ({ plane, kubernetes } = server);
    context = server.context();
    // After the definition: a running Velero asks the API server for its kinds only every few minutes.
    velero = await startVelero(plane);
  });

  afterAll(async () => {
    await velero?.stop();
    await server?.stop();
  });

  it("is known with all its records, and is upgraded and rolled back without field conflicts", async () => {
    const vendor = aVendor("shop");
    const release = (sequence: number) =>
      vendor.release(sequence, { "app.yaml": workload(String(sequence), sequence === 1 ? 1 : 2) });
    await installApplication(context, {
      release: release(1),
      license: vendor.license(),
      given: nothing,
      withoutWaiting: true,
    });
    const before = await findApplication(context, "shop");
    await velero.cli(["backup", "create", "b1", "--include-namespaces", "shop", "--wait"]);
    await plane.kubectl(["delete", "namespace", "shop", "--wait=true", "--timeout=120s"]);
    await velero.cli(["restore", "create", "r1", "--from-backup", "b1", "--wait"]);

    const after = await findApplication(context, "shop");
    expect(after.object.spec).toEqual(before.object.spec);
    const upgraded = await upgradeApplication(context, { release: release(2), given: nothing, withoutWaiting: true });
    expect(upgraded).not.toMatch(/^(?:deleted|kept) /mu);
    const name = { name: "web", namespace: "shop" };
    expect((await kubernetes.get<UnstructuredObject>(configMaps, name))?.["data"]).toEqual({ version: "2" });
    const deployment = await kubernetes.get<UnstructuredObject>(deployments, name);
    expect(deployment?.["spec"]).toMatchObject({
      replicas: 2,
      template: { spec: { containers: [{ image: "localhost/web:2", env: [{ name: "VERSION", value: "2" }] }] } },
    });
    await rollbackApplication(context, { slug: "shop", withoutWaiting: true });
    expect((await kubernetes.get<UnstructuredObject>(configMaps, name))?.["data"]).toEqual({ version: "1" });
  });

  it("is restored from its Secrets alone when Velero did not know the kind Application yet", async () => {
    const vendor = aVendor("early");
    const config = `apiVersion: kots.io/v1beta1
kind: Config
metadata: {name: c}
spec: {groups: [{name: g, items: [{name: secret, type: password, hidden: true, value: 'repl{{ RandomString 16 }}'}]}]}
`;
    const files = {
      "config.yaml": config,
      "app.yaml": configMap("app", { secret: 'repl{{ ConfigOption "secret" }}' }),
    };
    const request = { release: vendor.release(1, files), license: vendor.license(), given: nothing };
    await installApplication(context, request);
    const before = await findApplication(context, "early");
    const name = { name: "app", namespace: "early" };
    const secret = (await kubernetes.get<UnstructuredObject>(configMaps, name))?.["data"];
    const exclude = ["--exclude-resources", "applications.holdfast.dev"];
    await velero.cli(["backup", "create", "b2", "--include-namespaces", "early", ...exclude, "--wait"]);
    await plane.kubectl(["delete", "namespace", "early", "--wait=true", "--timeout=120s"]);
    await velero.cli(["restore", "create", "r2", "--from-backup", "b2", "--wait"]);
    const objects = (await kubernetes.listAll<KubernetesObject>(secrets, { namespace: "early" })).map((object) => ({
      ...object,
      apiVersion: "v1",
      kind: "Secret",
    }));

    expect((await renderFromObjects(context, "early", objects)).objects).toHaveLength(1);
    await restoreRecords(context, "early", objects);
    expect((await findApplication(context, "early")).object.spec).toEqual(before.object.spec);

    await plane.kubectl(["-n", "early", "delete", "applications.holdfast.dev", "early"]);
    const again = await installApplication(context, request);
    expect(again.application.id).toBe(before.id);
    expect((await kubernetes.get<UnstructuredObject>(configMaps, name))?.["data"]).toEqual(secret);
  });
});
