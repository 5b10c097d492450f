import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@holdfast/harness";
import { configMaps, pods, secrets } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findSecret, unpackBundle } from "../../packages/operations/test-support/unpack-bundle.ts";
import { stockVelero } from "./support/backups.ts";
import { openNode, type Node } from "./support/node.ts";
import { samplesInstalled } from "./support/ready.ts";

let node: Node;
/** In a Secret of an application, said by its hook and written in an event's place. */
const canary = `journey-c4nary-${Date.now()}`;
const healthz = "http://holdfast.holdfast.svc.cluster.local/healthz";

beforeAll(async () => {
  node = await openNode();
  await samplesInstalled(node);
});
afterAll(async () => {
  for (const name of ["alive", "refused", "inside"]) await node.holdfast.start("notify", "remove", name).ended;
  await node.client.close();
});

describe("a channel", () => {
  const open = ["--allow-http", "--allow-private"];

  test("is tested by the server, which says that the receiver took it", async () => {
    await node.holdfast("notify", "set", "ping", "alive", "--url", healthz, ...open);
    const said = await node.holdfast("notify", "test", "alive");
    expect(said).toContain("the server sent it");
    expect(said).not.toContain("/healthz");
    expect(await node.holdfast("notify", "list")).toContain("working");
  });

  test("whose receiver refuses the message says so, with what it answered", async () => {
    await node.holdfast("notify", "set", "webhook", "refused", "--url", `${healthz}?token=${canary}`, ...open);
    const fault = await node.holdfast.refused(7, "notify", "test", "refused");
    expect(fault).toMatchObject({ code: "notification-failed", reason: expect.stringContaining("status 4") });
    expect(JSON.stringify(fault)).not.toContain(canary);
    expect(await node.holdfast("notify", "show", "refused")).not.toContain(canary);
  });

  test("does not reach into the cluster unless that was allowed", async () => {
    await node.holdfast("notify", "set", "webhook", "inside", "--url", healthz, "--allow-http");
    const fault = await node.holdfast.refused(7, "notify", "test", "inside");
    expect(fault.reason).toMatch(/private network|address of this cluster/u);
  });
});

describe("a support bundle", () => {
  beforeAll(async () => {
    const metadata = { namespace: "notes", name: "journey-canary" };
    const base = { apiVersion: "v1", metadata };
    const secret = { ...base, kind: "Secret", data: { phrase: Buffer.from(canary).toString("base64") } };
    await node.client.create(secrets, secret);
    const plain = { ...base, kind: "ConfigMap", data: { plain: canary } };
    await node.client.create(configMaps, plain);
    const [pod] = await node.client.listAll(pods, { namespace: "notes", labelSelector: "app=notes" });
    const command = JSON.stringify(["node", "-e", `console.log("the hook said ${canary}")`]);
    const annotations = { "pre.hook.backup.velero.io/command": command };
    await node.client.patch(pods, pod?.metadata ?? metadata, { kind: "merge", body: { metadata: { annotations } } });
    await stockVelero(node, "backup", "create", `with-hook-${Date.now()}`, "--include-namespaces", "notes", "--wait");
  });
  afterAll(async () => {
    for (const type of [secrets, configMaps]) {
      await node.client.delete(type, { namespace: "notes", name: "journey-canary" });
    }
    const [pod] = await node.client.listAll(pods, { namespace: "notes", labelSelector: "app=notes" });
    const body = { metadata: { annotations: { "pre.hook.backup.velero.io/command": null } } };
    if (pod !== undefined) await node.client.patch(pods, pod.metadata, { kind: "merge", body });
  });

  test("holds the logs of the server, of Velero and of its node agents, and nothing of a secret", async () => {
    const velero = await veleroLog();
    expect(velero).toContain(canary);
    const path = join(node.work, `bundle-${Date.now()}.tar.gz`);
    await node.holdfast("support", "bundle", "--to", path);
    const files = await unpackBundle(await readFile(path));
    expect(findSecret(files, canary)).toEqual([]);
    const paths = [...files.keys()];
    for (const part of ["logs/velero/velero-", "logs/velero/node-agent-", "logs/holdfast/holdfast-"]) {
      expect(paths.some((one) => one.startsWith(`bundle/${part}`))).toBe(true);
    }
    const log = [...files].find(([one]) => one.startsWith("bundle/logs/velero/velero-") && one.endsWith("/velero.log"));
    expect(log?.[1]).toContain("the hook said [redacted]");
    expect(files.get("bundle/about.json")).toContain('"notRead": []');
  });
});

/** Straight from the pod: what is redacted must have been there. */
function veleroLog(): Promise<string> {
  return waitFor(logWithCanary, { what: "what the hook said in Velero's log", evidence: () => canary });
}

async function logWithCanary(): Promise<string | undefined> {
  const [pod] = await node.client.listAll(pods, { namespace: "velero", labelSelector: "deploy=velero" });
  const lines: string[] = [];
  const query = { namespace: "velero", pod: pod?.metadata.name ?? "", container: "velero", tailLines: 5000 };
  for await (const line of node.client.logs(query)) lines.push(line);
  return lines.some((line) => line.includes(canary)) ? lines.join("\n") : undefined;
}
