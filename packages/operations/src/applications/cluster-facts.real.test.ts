import { configMaps, createKubernetesClient } from "@holdfast/kubernetes";
import type { UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApiServer } from "../../test-support/api-server.ts";
import type { ApiServer } from "../../test-support/api-server.ts";
import { refusal } from "../../test-support/refusal.ts";
import { aVendor } from "../../test-support/vendor.ts";
import type { Context } from "../context.ts";
import { installApplication } from "./install-application.ts";

const given = { values: {}, files: {} };

const node = `apiVersion: v1
kind: Node
metadata: {name: one, labels: {holdfast.dev/install-method: air-gap}}
spec: {providerID: "kind://docker/one"}
---
apiVersion: v1
kind: Node
metadata: {name: two}
---
apiVersion: v1
kind: Namespace
metadata: {name: holdfast}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: holdfast, namespace: holdfast}
spec:
  replicas: 0
  selector: {matchLabels: {app: h}}
  template:
    metadata: {labels: {app: h}}
    spec: {containers: [{name: server, image: "localhost/none:1", env: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: found, namespace: default}
data: {next: "holdfast"}
`;

/** One template per key: each is a value of its own. */
function map(templates: Readonly<Record<string, string>>): string {
  const lines = Object.entries(templates).map(([key, template]) => `  ${key}: 'repl{{ ${template} }}'`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: facts}\ndata:\n${lines.join("\n")}\n`;
}

const install = (context: Context, slug: string, templates: Readonly<Record<string, string>>) => {
  const vendor = aVendor(slug);
  const release = vendor.release(1, { "facts.yaml": map(templates) });
  return installApplication(context, { release, license: vendor.license(), given });
};

describe("facts of a real cluster in templates", () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await startApiServer();
    await server.plane.kubectl(["apply", "-f", "-"], node);
  });

  afterAll(async () => {
    await server?.stop();
  });

  it("are read when a template asks for them, one lookup after the other", async () => {
    const next = '(Lookup "v1" "ConfigMap" "default" "found").data.next';
    await install(server.context(), "facts", {
      nodes: "NodeCount",
      distribution: "Distribution",
      airgap: "IsAirgap",
      proxy: "HTTPSProxy",
      minor: "ge KubernetesMinorVersion 20",
      absent: 'default "nothing" (Lookup "v1" "ConfigMap" "default" "absent").data.key',
      unknown: 'Lookup "example.com/v1" "Widget" "default" "w" | toJson',
      chained: `(Lookup "v1" "Namespace" "" (${next})).metadata.name`,
      listed: 'has "found" (list (index (Lookup "v1" "ConfigMap" "default" "").items 0).metadata.name "found")',
    });
    const found = await server.kubernetes.get<UnstructuredObject>(configMaps, { name: "facts", namespace: "facts" });
    expect(found?.["data"]).toEqual({
      nodes: "2",
      distribution: "kind",
      airgap: "true",
      proxy: "http://proxy:3128",
      minor: "true",
      absent: "nothing",
      unknown: "{}",
      chained: "holdfast",
      listed: "true",
    });
  });

  it("that the user may not read are missing rights, not absent objects", async () => {
    const resources = "applications.holdfast.dev,namespaces,deployments.apps,secrets,configmaps,leases";
    await server.plane.kubectl(["create", "clusterrole", "few", "--verb=*", `--resource=${resources}`]);
    await server.plane.kubectl(["create", "clusterrolebinding", "few", "--clusterrole=few", "--user=few"]);
    const kubeconfig = await server.plane.kubeconfigFor({ name: "few" });
    const limited = await createKubernetesClient({ kubeconfig, userAgent: "holdfast/test" });
    try {
      const { code, details } = await refusal(
        install({ ...server.context(), kubernetes: limited }, "few", { nodes: "NodeCount" }),
      );
      expect(code).toBe("missing-rights");
      expect(details.reason).toContain("nodes");
    } finally {
      await limited.close();
    }
  });
});
