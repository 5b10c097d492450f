import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile, readdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startControlPlane, startVelero, waitFor, type ControlPlane, type VeleroProcess } from "./index.ts";
import { createStateDirectory, removeStateDirectory } from "./state-directory.ts";

describe("the control plane and Velero", () => {
  let plane: ControlPlane;
  let velero: VeleroProcess;

  beforeAll(async () => {
    plane = await startControlPlane();
    velero = await startVelero(plane);
  });

  afterAll(async () => {
    await velero.stop();
    await plane.stop();
  });

  it("make a real backup, which the stock CLI describes and the bucket holds", async () => {
    await plane.kubectl(["create", "namespace", "one"]);
    await plane.kubectl(["create", "configmap", "settings", "--namespace=one", "--from-literal=colour=blue"]);
    await velero.cli(["backup", "create", "first", "--include-namespaces=one", "--wait"]);
    const described = await velero.cli(["backup", "describe", "first", "--details"]);
    expect(described).toContain("Completed");
    expect(described).toContain("one/settings");
    expect(await velero.cli(["backup", "logs", "first"])).toContain("Backed up");
    const objects = await readdir(`${velero.s3.directory}/${velero.bucket}/backups/first`);
    expect(objects).toContain("velero-backup.json");
  });

  it("restore it after the namespace was deleted", async () => {
    await plane.kubectl(["delete", "namespace", "one", "--wait"]);
    await velero.cli(["restore", "create", "again", "--from-backup=first", "--wait"]);
    const colour = await plane.kubectl(["get", "configmap", "settings", "-n", "one", "-o", "jsonpath={.data.colour}"]);
    expect(colour).toBe("blue");
  });

  it("run beside a second Velero in another namespace with a store of its own", async () => {
    const other = await startVelero(plane, { namespace: "velero-two", nodeAgent: true });
    try {
      await other.cli(["backup", "create", "theirs", "--include-namespaces=one", "--wait"]);
      expect(await velero.cli(["backup", "get"])).not.toContain("theirs");
      expect(await plane.kubectl(["get", "daemonsets", "-A"])).toContain("node-agent");
    } finally {
      await other.stop();
    }
  });

  it("keep what they had when each of them is killed and started again", async () => {
    for (const program of ["etcd", "kube-apiserver", "kube-controller-manager"] as const) {
      const before = plane.pid(program);
      await plane.kill(program);
      expect(plane.pid(program)).toBeUndefined();
      await plane.restart(program);
      expect(plane.pid(program)).not.toBe(before);
    }
    await velero.kill();
    await velero.s3.kill();
    await velero.s3.restart();
    await velero.restart();
    await velero.cli(["backup", "create", "second", "--include-namespaces=one", "--wait"]);
    const listed = await velero.cli(["backup", "get"]);
    expect(listed).toMatch(/first\s+Completed/);
    expect(listed).toMatch(/second\s+Completed/);
  });

  it("give a user no right but those that bindings give", async () => {
    const kubeconfig = await plane.kubeconfigFor({ name: "visitor", groups: ["visitors"] });
    const ask = (verb: string): Promise<string> =>
      plane
        .kubectl([`--kubeconfig=${kubeconfig}`, "auth", "can-i", verb, "secrets", "--namespace=one"])
        .catch((error: unknown) => String(error));
    expect(await ask("get")).not.toBe("yes\n");
    const binding = "create rolebinding visitors --namespace=one --clusterrole=edit --group=visitors";
    await plane.kubectl(binding.split(" "));
    expect(await ask("get")).toBe("yes\n");
  });
});

describe("when a test ends", () => {
  it("stop leaves no process and no directory", async () => {
    const plane = await startControlPlane();
    const velero = await startVelero(plane);
    const store = velero.s3.directory;
    await velero.stop();
    await plane.stop();
    expect(await processesNaming(plane.directory)).toEqual([]);
    expect(await processesNaming(store)).toEqual([]);
    await expect(access(plane.directory)).rejects.toThrow("ENOENT");
    await expect(access(store)).rejects.toThrow("ENOENT");
  });

  it("by being killed, its programs die with it and the next run removes its directory", async () => {
    const runner = spawn(process.execPath, [fileURLToPath(new URL("killed-runner.ts", import.meta.url))], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [directory] = (await once(createInterface({ input: runner.stdout }), "line")) as [string];
    expect((await processesNaming(directory)).length).toBeGreaterThanOrEqual(4);
    const ended = once(runner, "exit");
    runner.kill("SIGKILL");
    await ended;
    await waitFor(async () => ((await processesNaming(directory)).length === 0 ? true : undefined), {
      what: "the programs of the killed runner to be gone",
      evidence: async () => (await processesNaming(directory)).join("\n"),
    });
    await removeStateDirectory(await createStateDirectory());
    await expect(access(directory)).rejects.toThrow("ENOENT");
  });
});

/** Command lines of the processes that name a path; the plugins of Velero carry its arguments. */
async function processesNaming(path: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(path));
}
