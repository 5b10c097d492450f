import { describe, expect, it } from "vitest";
import type { UnstructuredObject } from "@holdfast/kubernetes";
import { serverObjects } from "./server-objects.ts";

const manifests: readonly UnstructuredObject[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "holdfast", namespace: "holdfast" },
    spec: {
      replicas: 1,
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "server", image: "x" }] } },
    },
  },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "holdfast" } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "holdfast-server" },
    subjects: [],
  },
];

describe("the console's objects", () => {
  const objects = serverObjects(manifests, {
    namespace: "vault",
    image: "registry/holdfast:1",
    replicas: 2,
    version: "0.4.0",
    imagePullSecret: "pull",
  });

  it("stand in the chosen namespace, which comes first", () => {
    expect(objects.map((object) => object.kind)).toEqual(["Namespace", "ClusterRoleBinding", "Deployment"]);
    expect(objects[0]?.metadata.name).toBe("vault");
    expect(objects[1]).toMatchObject({ subjects: [{ kind: "ServiceAccount", name: "holdfast", namespace: "vault" }] });
    expect(objects[2]?.metadata.namespace).toBe("vault");
  });

  it("run the chosen image in as many replicas, and keep the pods' labels", () => {
    expect(objects[2]).toMatchObject({
      spec: {
        replicas: 2,
        template: {
          metadata: { labels: { a: "b" } },
          spec: {
            imagePullSecrets: [{ name: "pull" }],
            containers: [{ name: "server", image: "registry/holdfast:1" }],
          },
        },
      },
    });
  });

  it("are labelled as ours, with the version of the program", () => {
    expect(objects.every((object) => object.metadata.labels?.["holdfast.dev/part-of"] === "console")).toBe(true);
    expect(objects.every((object) => object.metadata.annotations?.["holdfast.dev/version"] === "0.4.0")).toBe(true);
  });
});
