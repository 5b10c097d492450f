import { describe, expect, it } from "vitest";
import { judgeFacts, refuseBroken } from "../compatibility/judge-installation.ts";
import { chooseVelero } from "./find-velero.ts";

import { planInstall } from "./install/plan-install.ts";
import { installationOf, versionOfImage } from "./read-installation.ts";
import type { DaemonSet, Deployment } from "./workloads.ts";

function deployment(namespace: string, ours: boolean, args: readonly string[] = ["server"]): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "velero", namespace, labels: ours ? { "holdfast.dev/part-of": "velero" } : {} },
    spec: {
      replicas: 1,
      template: {
        spec: { containers: [{ name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args }] },
      },
    },
    status: { readyReplicas: 1 },
  };
}

const agent: DaemonSet = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "node-agent", namespace: "velero" },
  spec: {
    selector: { matchLabels: { name: "node-agent" } },
    template: {
      metadata: { labels: { name: "node-agent", role: "node-agent" } },
      spec: {
        containers: [
          { name: "node-agent", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["node-agent", "server"] },
        ],
      },
    },
  },
  status: { desiredNumberScheduled: 2, numberReady: 1 },
};

function found(namespace: string, ours: boolean) {
  const velero = installationOf(deployment(namespace, ours), [agent]);
  if (velero === undefined) throw new Error("no Velero");
  return velero;
}

describe("a Velero in the cluster", () => {
  it("is found by what its container runs, flags and all", () => {
    expect(installationOf(deployment("backup", false, ["server", "--uploader-type=kopia"]), [])?.namespace).toBe(
      "backup",
    );
    expect(installationOf(deployment("backup", false, ["repo-maintenance"]), [])).toBeUndefined();
  });

  it("is ours by its label alone", () => {
    expect(found("velero", true).ownership).toBe("ours");
    expect(found("velero", false).ownership).toBe("theirs");
  });

  it("names what it lacks with a command for its owner", () => {
    expect(found("velero", true).problems).toMatchObject([
      { code: "node-agent-not-ready", message: expect.stringContaining("1 of 2") },
    ]);
    expect(found("backup", false).problems).toMatchObject([
      {
        code: "node-agent-absent",
        remedy: expect.stringContaining("velero install --namespace backup --use-node-agent"),
      },
    ]);
  });

  it.each([
    ["velero/velero:v1.18.3", "v1.18.3"],
    ["registry:5000/velero:1.17.2@sha256:abc", "v1.17.2"],
    ["velero/velero:latest", undefined],
    ["velero/velero@sha256:abc", undefined],
  ])("%s is version %s", (image, version) => {
    expect(versionOfImage(image)).toBe(version);
  });
});

describe("choosing a Velero", () => {
  it("takes the only one", () => {
    expect(chooseVelero([found("velero", false)], undefined).namespace).toBe("velero");
  });

  it("asks for --velero-namespace when there are several", () => {
    const several = [found("velero", true), found("backup", false)];
    expect(() => chooseVelero(several, undefined)).toThrow(expect.objectContaining({ code: "several-veleros" }));
    expect(chooseVelero(several, "backup").namespace).toBe("backup");
  });

  it("is a fault when there is none", () => {
    expect(() => chooseVelero([], undefined)).toThrow(expect.objectContaining({ code: "velero-not-found" }));
  });
});

describe("installing Velero", () => {
  const wish = { namespace: "velero" };

  it("leaves theirs alone, in whatever namespace it is", () => {
    expect(planInstall([found("backup", false)], wish)).toMatchObject({
      kind: "use-theirs",
      present: { namespace: "backup" },
    });
  });

  it("applies ours again", () => {
    expect(planInstall([found("velero", true)], wish).kind).toBe("apply-again");
  });

  it("refuses a second one of ours", () => {
    expect(() => planInstall([found("other", true)], wish)).toThrow(
      expect.objectContaining({ code: "already-exists" }),
    );
  });

  it("refuses a version, and a plugin, that are known not to work", () => {
    const facts = { kubernetes: "v1.34.1", uploader: "kopia", purpose: "write" } as const;
    const install = (velero: string, plugin: string) => () =>
      refuseBroken(judgeFacts({ ...facts, velero, pluginImages: [`velero/velero-plugin-for-aws:${plugin}`] }));
    const broken = expect.objectContaining({ code: "known-broken" });
    expect(install("v1.18.3", "v1.14.3")).not.toThrow();
    expect(install("v1.19.0", "v1.14.3")).toThrow(broken);
    expect(install("v1.18.3", "v1.6.1")).toThrow(broken);
  });
});
