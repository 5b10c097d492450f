import { type ControlPlane, startControlPlane } from "@holdfast/harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  configMaps,
  createKubernetesClient,
  type KubernetesClient,
  secrets,
  systemClock,
  waitFor,
  customResourceDefinitions,
  type KubernetesObject,
} from "../src/index.ts";

const userAgent = "holdfast-test/0";

const ask = (resource: string, verb: string): { verb: string; group: string; resource: string; namespace: string } => ({
  verb,
  group: "",
  resource,
  namespace: "default",
});

const contested = (value: string): KubernetesObject & { data: object } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "contested", namespace: "default" },
  data: { value },
});

describe("an API server with RBAC", () => {
  let plane: ControlPlane;
  let admin: KubernetesClient;
  let reader: KubernetesClient;

  beforeAll(async () => {
    plane = await startControlPlane();
    admin = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent });
    const kubeconfig = await plane.kubeconfigFor({ name: "reader" });
    reader = await createKubernetesClient({ kubeconfig, userAgent });
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "reader", namespace: "default" } };
    await admin.apply({
      ...role,
      kind: "Role",
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }],
    });
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
    await admin.apply({ ...role, kind: "RoleBinding", roleRef, subjects: [{ kind: "User", name: "reader" }] });
  });
  afterAll(async () => {
    await admin.close();
    await reader.close();
    await plane.stop();
  });

  it("knows the user by the name the client certificate carries", () => {
    expect(reader.userName).toBe("reader");
  });

  it("refuses what is not allowed as Forbidden, which is not the same as not found", async () => {
    await expect(reader.get(secrets, { namespace: "default", name: "absent" })).rejects.toMatchObject({
      reason: "Forbidden",
      status: 403,
      request: "get secrets default/absent",
    });
    await expect(reader.get(configMaps, { namespace: "default", name: "absent" })).resolves.toBeUndefined();
  });

  it("answers beforehand what is allowed", async () => {
    const answers = await reader.reviewAccess([
      ask("configmaps", "list"),
      ask("secrets", "list"),
      ask("configmaps", "delete"),
    ]);
    expect(answers.map((answer) => answer.allowed)).toEqual([true, false, false]);
  });

  it("names the fields and managers of a contested apply, and gives them over when forced", async () => {
    await admin.apply(contested("1"), { fieldManager: "somebody-else" });
    await expect(admin.apply(contested("2"))).rejects.toMatchObject({
      reason: "Conflict",
      causes: [{ field: ".data.value", message: expect.stringContaining("somebody-else") as string }],
    });
    await expect(admin.apply(contested("2"), { force: true })).resolves.toMatchObject({ data: { value: "2" } });
  });

  it("serves a kind as soon as its definition is established", async () => {
    const widget = { apiVersion: "shop.example/v1", kind: "Widget", metadata: { name: "w", namespace: "default" } };
    await expect(admin.apply(widget)).rejects.toMatchObject({ reason: "NotFound" });
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    await admin.apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.shop.example" },
      spec: {
        group: "shop.example",
        scope: "Namespaced",
        names: { kind: "Widget", plural: "widgets" },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    });
    await waitFor<KubernetesObject & { status?: { conditions?: { type: string; status: string }[] } }>(
      admin,
      { type: customResourceDefinitions, name: { name: "widgets.shop.example" } },
      (found) =>
        found?.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") === true,
      { deadlineSeconds: 60, clock: systemClock },
    );
    await expect(admin.apply(widget)).resolves.toMatchObject({ metadata: { name: "w" } });
    const types = await admin.resourceTypes({ fresh: true });
    expect(types.find((type) => type.kind === "Widget")).toMatchObject({ group: "shop.example", plural: "widgets" });
  });
});
