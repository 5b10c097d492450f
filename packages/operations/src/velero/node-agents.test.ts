import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { checkNodeAgents } from "../backups/check-velero.ts";
import type { VeleroInstallation } from "./installation.ts";
import { nodeAgents } from "./node-agents.ts";
import { installationOf } from "./read-installation.ts";
import type { DaemonSet, Deployment, Pod } from "./workloads.ts";

const typeMeta = { apiVersion: "v1", kind: "Pod" };

function server(version: string): Deployment {
  const containers = [{ name: "velero", image: `velero/velero:${version}`, command: ["/velero"], args: ["server"] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "velero", namespace: "velero" },
    spec: { replicas: 1, template: { spec: { containers } } },
    status: { readyReplicas: 1 },
  };
}

function daemonSet(name: string, words: readonly string[], labels: Readonly<Record<string, string>>): DaemonSet {
  const containers = [{ name, image: "velero/velero", command: ["/velero"], args: words }];
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name, namespace: "velero" },
    spec: {
      selector: { matchLabels: { name } },
      template: { metadata: { labels: { name, ...labels } }, spec: { containers } },
    },
    status: { desiredNumberScheduled: 1, numberReady: 1 },
  };
}

function agentPod(name: string, nodeName: string, ready: boolean, role?: "node-agent"): Pod {
  const conditions = [{ type: "Ready", status: ready ? "True" : "False" }];
  return {
    ...typeMeta,
    metadata: {
      name: `${name}-${nodeName}`,
      namespace: "velero",
      labels: { name, ...(role === undefined ? {} : { role }) },
    },
    spec: { nodeName, containers: [] },
    status: { phase: "Running", conditions },
  };
}

const shopPod = {
  ...typeMeta,
  metadata: { name: "shop", namespace: "shop", annotations: { "backup.velero.io/backup-volumes": "data" } },
  spec: { nodeName: "one" },
  status: { phase: "Running" },
};

const nodes = ["one", "two"].map((name) => ({ apiVersion: "v1", kind: "Node", metadata: { name } }));
const shop = [{ namespaces: ["shop"], allVolumes: false }];

function velero(version: string, ...agents: readonly DaemonSet[]): VeleroInstallation {
  const found = installationOf(server(version), agents);
  if (found === undefined) throw new Error("no Velero");
  return found;
}

const words = ["node-agent", "server"];

describe("a node agent whose pods lack the label of newer Veleros", () => {
  const agent = daemonSet("node-agent", words, {});
  const context = testContext(createFakeClient({ objects: [shopPod, ...nodes, agentPod("node-agent", "one", true)] }));

  it("is found by what its DaemonSet selects", async () => {
    const old = velero("v1.15.2", agent);
    await expect(checkNodeAgents(context, old, shop)).resolves.toBeUndefined();
    expect(await nodeAgents(context, old)).toEqual([
      { node: "one", state: "ready" },
      { node: "two", state: "absent" },
    ]);
  });

  it("is no use to a Velero that looks for the label, and the remedy sets it", async () => {
    const upgraded = velero("v1.17.2", agent);
    const patch = expect.stringContaining("patch daemonset node-agent") as unknown;
    expect(upgraded.problems).toContainEqual(expect.objectContaining({ code: "node-agent-unlabelled", remedy: patch }));
    await expect(checkNodeAgents(context, upgraded, shop)).rejects.toMatchObject({
      code: "node-agent-missing",
      details: { reason: expect.stringContaining("lack the label role=node-agent") as unknown, remedy: patch },
    });
    expect((await nodeAgents(context, upgraded))[0]).toMatchObject({ node: "one", state: "not-ready" });
  });
});

it("a node agent called restic, and one of nodes with Windows, are found", async () => {
  const restic = velero("v1.9.7", daemonSet("restic", ["restic", "server"], {}));
  const objects = [shopPod, agentPod("restic", "one", true)];
  await expect(checkNodeAgents(testContext(createFakeClient({ objects })), restic, shop)).resolves.toBeUndefined();
  const label = { role: "node-agent" };
  const windows = daemonSet("node-agent-windows", words, label);
  const both = velero("v1.18.3", windows, daemonSet("node-agent", words, label));
  expect(both.nodeAgent).toMatchObject({ name: "node-agent", desired: 2, ready: 2, unlabelled: [] });
  const cluster = createFakeClient({ objects: [...nodes, agentPod("node-agent-windows", "two", true)] });
  expect(await nodeAgents(testContext(cluster), both)).toContainEqual({ node: "two", state: "ready" });
});

it("a DaemonSet called restic that an upgrade left behind hides no node agent", async () => {
  const left = daemonSet("restic", ["restic", "server"], {});
  const upgraded = velero("v1.18.3", left, daemonSet("node-agent", words, { role: "node-agent" }));
  expect(upgraded.nodeAgent).toMatchObject({ name: "node-agent", unlabelled: [], desired: 1 });
  expect(upgraded.problems.map(({ code }) => code)).not.toContain("node-agent-unlabelled");
  const objects = [shopPod, agentPod("restic", "one", true), agentPod("node-agent", "one", true, "node-agent")];
  await expect(checkNodeAgents(testContext(createFakeClient({ objects })), upgraded, shop)).resolves.toBeUndefined();
});

it("one DaemonSet without the label, named, takes nothing from the nodes of another", async () => {
  const label = { role: "node-agent" };
  const mixed = velero("v1.18.3", daemonSet("node-agent", words, label), daemonSet("node-agent-windows", words, {}));
  expect(mixed.problems.find(({ code }) => code === "node-agent-unlabelled")).toMatchObject({
    message: expect.stringContaining("DaemonSet node-agent-windows lack") as unknown,
    remedy: expect.stringContaining("patch daemonset node-agent-windows") as unknown,
  });
  const agents = [agentPod("node-agent", "one", true, "node-agent"), agentPod("node-agent-windows", "two", true)];
  const context = testContext(createFakeClient({ objects: [shopPod, ...nodes, ...agents] }));
  await expect(checkNodeAgents(context, mixed, shop)).resolves.toBeUndefined();
  expect(await nodeAgents(context, mixed)).toMatchObject([
    { node: "one", state: "ready" },
    { node: "two", state: "not-ready" },
  ]);
});

it("a node agent that crashes again and again serves no pod of its node", async () => {
  const present = velero("v1.18.3", daemonSet("node-agent", words, { role: "node-agent" }));
  const objects = [shopPod, agentPod("node-agent", "one", false), agentPod("node-agent", "two", true)];
  await expect(checkNodeAgents(testContext(createFakeClient({ objects })), present, shop)).rejects.toMatchObject({
    code: "node-agent-missing",
    message: "Velero's node agent does not run on one.",
    details: { reason: "Volumes of these pods could not be backed up: shop/shop." },
  });
});
