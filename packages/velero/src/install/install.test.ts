import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { adoptInstallation, definitionNames } from "./adopt.ts";
import { installerArguments, installerPod, parseInstallerOutput } from "./installer.ts";

const options = { namespace: "velero", image: "velero/velero:v1.18.3", pluginImages: ["one:1", "two:2"] };

describe("Velero's installer", () => {
  it("is asked for a node agent and no location", () => {
    const words = installerArguments(options);
    expect(words).toEqual(
      expect.arrayContaining([
        "--use-node-agent",
        "--no-default-backup-location",
        "--plugins=one:1",
        "--plugins=two:2",
      ]),
    );
    expect(words.some((word) => word.startsWith("--provider"))).toBe(false);
  });

  it("runs from the image that is installed, without rights on the node", () => {
    expect(installerPod({ ...options, podName: "p", labels: {} })).toMatchObject({
      spec: {
        securityContext: { runAsNonRoot: true },
        containers: [{ image: options.image, securityContext: { readOnlyRootFilesystem: true } }],
      },
    });
  });

  it("is quoted when it prints no objects", () => {
    expect(() => parseInstallerOutput("exec /velero: no such file")).toThrow(
      expect.objectContaining({
        code: "deployment-failed",
        details: expect.objectContaining({ reason: "exec /velero: no such file" }),
      }),
    );
  });
});

describe("the installer's objects", () => {
  const printed = parseInstallerOutput(
    stringify({
      apiVersion: "v1",
      kind: "List",
      items: [
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "velero", creationTimestamp: null, labels: { component: "velero" } },
          status: {},
        },
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "velero" } },
        {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          metadata: { name: "backups.velero.io" },
          status: {},
        },
      ],
    }),
  );
  const adopted = adoptInstallation(printed, { labels: { mine: "yes" }, imagePullSecret: "pull" });

  it("are labelled, with the definitions first and the workloads last", () => {
    expect(adopted.map((object) => object.kind)).toEqual(["CustomResourceDefinition", "ServiceAccount", "Deployment"]);
    expect(adopted[2]?.metadata.labels).toEqual({ component: "velero", mine: "yes" });
    expect(definitionNames(printed)).toEqual(["backups.velero.io"]);
  });

  it("lose what only a server sets", () => {
    expect(adopted[2]).not.toHaveProperty("status");
    expect(adopted[2]?.metadata).not.toHaveProperty("creationTimestamp");
  });

  it("pull with the Secret through the service account", () => {
    expect(adopted[1]).toHaveProperty("imagePullSecrets", [{ name: "pull" }]);
  });
});
