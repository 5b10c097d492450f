import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@holdfast/harness";
import { namespaces, pods } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { backupType, podVolumeBackupType } from "@holdfast/velero";
import type { Backup, PodVolumeBackup } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addNode, addRunningPod } from "../../test-support/played-node.ts";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { showBackupSet } from "../backups/show-set.ts";
import { diagnoseNamed } from "./diagnose.ts";

const withVolume = { "backup.velero.io/backup-volumes": "data" };
const volumeTimeoutSeconds = 15;

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await startRealCluster({ serverArguments: [`--fs-backup-timeout=${volumeTimeoutSeconds}s`] });
  await addNode(cluster.kubernetes, "node-1");
});

afterAll(async () => cluster?.stop());

async function addNamespace(name: string): Promise<void> {
  await cluster.kubernetes.create<KubernetesObject>(namespaces, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  });
}

async function addPod(namespace: string, name: string, annotations: Readonly<Record<string, string>>): Promise<void> {
  await addRunningPod(cluster.kubernetes, { namespace, name, node: "node-1", annotations });
}

function begin(name: string): Promise<string> {
  return cluster.velero.cli(["backup", "create", name, "--include-namespaces", name]);
}

/** When it has ended, whatever its end. */
async function untilEnded(name: string): Promise<string> {
  const ask = async () => {
    const found = await cluster.kubernetes.get<Backup>(backupType, { name, namespace: cluster.velero.namespace });
    const { phase = "" } = found?.status ?? {};
    return /^(Completed|PartiallyFailed|Failed|FailedValidation)$/.test(phase) ? phase : undefined;
  };
  return waitFor(ask, { what: `backup ${name} to end`, evidence: () => cluster.velero.logTail(30) });
}

async function codesOf(name: string): Promise<readonly string[]> {
  const [diagnosis] = await diagnoseNamed(cluster.context(), name);
  return (diagnosis?.findings ?? []).map(({ code }) => code);
}

/** Plays the node agent of the node as far as Velero's server looks for it; the DaemonSet does not know it. */
async function addNodeAgent(): Promise<void> {
  const { namespace } = cluster.velero;
  const labels = { role: "node-agent" };
  await addRunningPod(cluster.kubernetes, { namespace, name: "node-agent-1", node: "node-1", labels });
}

async function volumesOf(backup: string): Promise<readonly PodVolumeBackup[]> {
  const found = await cluster.kubernetes.listAll<PodVolumeBackup>(podVolumeBackupType, {
    namespace: cluster.velero.namespace,
  });
  return found.filter(({ spec }) => spec.tags?.["backup"] === backup);
}

async function canceledVolume(backup: string): Promise<string | undefined> {
  const [volume] = await volumesOf(backup);
  return volume?.spec.cancel === true ? volume.metadata.name : undefined;
}

describe("hooks that Velero ran", () => {
  it("are found in their pods by the order of a real log, with what Velero says of each", async () => {
    await addNamespace("hooked");
    for (const name of ["one", "two"]) {
      await addPod("hooked", name, {
        "pre.hook.backup.velero.io/command": JSON.stringify(["freeze", name]),
        "post.hook.backup.velero.io/command": JSON.stringify(["thaw", name]),
      });
    }
    await addPod("hooked", "three", {
      "pre.hook.backup.velero.io/command": '["freeze", "three"]',
      "pre.hook.backup.velero.io/container": "absent",
    });
    await begin("hooked");
    expect(await untilEnded("hooked")).toBe("PartiallyFailed");
    const [member] = (await showBackupSet(cluster.context(), "hooked")).members;
    const hooks = member?.hooks.kind === "known" ? member.hooks.value : [];
    const seen = hooks.map(
      ({ kind, command, place }) => `${kind} ${command ?? ""} ${place.kind === "pod" ? place.pod : place.kind}`,
    );
    expect(seen.toSorted()).toEqual([
      "post [thaw one] one",
      "post [thaw two] two",
      "pre  three",
      "pre [freeze one] one",
      "pre [freeze two] two",
    ]);
    expect(hooks.every(({ outcome }) => outcome.kind === "failed")).toBe(true);
    expect(await codesOf("hooked")).toContain("hook-failed");
  });
});

describe("a volume that is not copied", () => {
  it("because no node agent is on the node is diagnosed so", async () => {
    await addNamespace("unwatched");
    await addPod("unwatched", "db", withVolume);
    await begin("unwatched");
    expect(await untilEnded("unwatched")).toBe("PartiallyFailed");
    expect(await codesOf("unwatched")).toEqual(["node-agent-missing"]);
  });

  it("because its repository cannot be opened is diagnosed so, in the store's words", async () => {
    await addNodeAgent();
    await addNamespace("garbled");
    const folder = join(cluster.velero.s3.directory, "velero", "kopia", "garbled");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "kopia.repository"), "this is no repository");
    await addPod("garbled", "db", withVolume);
    await begin("garbled");
    expect(await untilEnded("garbled")).toBe("PartiallyFailed");
    expect(await codesOf("garbled")).toContain("repository-not-ready");
  });

  it("because it took too long is diagnosed so", async () => {
    await addNamespace("slow");
    await addPod("slow", "db", withVolume);
    await begin("slow");
    // The node agent would answer to the server's wish to cancel.
    const name = await waitFor(() => canceledVolume("slow"), { what: "Velero to give up the volume" });
    const phase = { status: { phase: "Canceled", completionTimestamp: new Date().toISOString() } };
    const target = { name, namespace: cluster.velero.namespace };
    await cluster.kubernetes.patch(podVolumeBackupType, target, { kind: "merge", body: phase });
    expect(await untilEnded("slow")).toBe("PartiallyFailed");
    expect(await codesOf("slow")).toContain("volume-timed-out");
  });
});

describe("Velero ended in the middle of a backup", () => {
  it("is diagnosed from what it says after its start", async () => {
    await addNamespace("cut");
    await addPod("cut", "db", withVolume);
    await begin("cut");
    await waitFor(async () => (await volumesOf("cut"))[0], { what: "the backup to wait for its volume" });
    await cluster.velero.kill();
    await cluster.velero.restart();
    expect(await untilEnded("cut")).toBe("Failed");
    expect((await codesOf("cut"))[0]).toBe("velero-restarted");
    await cluster.kubernetes.delete(pods, { namespace: "cut", name: "db" }, { gracePeriodSeconds: 0 });
  });
});
