import { isApiError, secrets } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { serverStatusRequestType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../../test-support/test-context.ts";
import { installVelero } from "./install-velero.ts";
import { ensureRepositoryPassword, readRepositoryPassword } from "./repository-password.ts";

const namespace = "velero";
const container = { name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] };
const theirs = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
};

function secret(data: Readonly<Record<string, string>>) {
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "velero-repo-credentials", namespace }, data };
}

function install(kubernetes: KubernetesClient) {
  const image = "velero/velero:v1.18.3";
  const options = { namespace, image, pluginImages: [], manage: false, repositoryPassword: "of the kit" };
  return installVelero(testContext(kubernetes), options);
}

describe("a recovery kit's repository password", () => {
  it("is put into a Velero that is theirs and has none", async () => {
    const kubernetes = createFakeClient({ types: [serverStatusRequestType], objects: [theirs] });
    expect(await install(kubernetes)).toMatchObject({
      kind: "theirs",
      added: ["the recovery kit's repository password: Secret velero-repo-credentials"],
    });
    expect(await readRepositoryPassword(kubernetes, namespace)).toBe("of the kit");
  });

  it("is refused where a Secret without the key is in its place", async () => {
    const kubernetes = createFakeClient({ objects: [theirs, secret({ other: "eA==" })] });
    await expect(install(kubernetes)).rejects.toMatchObject({
      code: "already-exists",
      details: { reason: expect.stringContaining("no key repository-password") },
    });
  });

  it("is not said to be in place when the Secret that kept it from being made is gone", async () => {
    const kubernetes = createFakeClient({ objects: [secret({})] });
    const gone: KubernetesClient = {
      ...kubernetes,
      async create(...args) {
        try {
          return await kubernetes.create(...args);
        } catch (error) {
          if (isApiError(error)) await kubernetes.delete(secrets, { name: "velero-repo-credentials", namespace });
          throw error;
        }
      },
    };
    await expect(ensureRepositoryPassword(gone, namespace, "of the kit")).rejects.toMatchObject({
      code: "cluster-conflict",
    });
  });
});
