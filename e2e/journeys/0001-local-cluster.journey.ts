/**
 * The local cluster alone, on clusters and a state directory of its own: up, up again, stop and start, two side by side,
 * killed, and gone without a trace.
 */
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createKubernetesClient } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHoldfast } from "./support/holdfast.ts";

const state = mkdtempSync(join(tmpdir(), "holdfast-state-"));
const first = `one-${process.pid}`;
const second = `two-${process.pid}`;
let before: Traces;

beforeAll(() => {
  process.env["HOLDFAST_STATE"] = state;
  before = traces();
});

afterAll(async () => {
  for (const name of [first, second]) await runHoldfast(["cluster", "down", "--name", name], {});
  rmSync(state, { recursive: true, force: true });
  delete process.env["HOLDFAST_STATE"];
});

describe("a local cluster", { concurrent: false }, () => {
  it("is up with names, volumes and the object store", async () => {
    await cluster("up", "--name", first);
    const status = await readStatus(first);
    expect(status).toMatchObject({ stage: "running", node: { kind: "seen", ready: true, podsNotRunning: [] } });
    expect(status.memoryBytes).toBeLessThan(2 * 1024 ** 3);
  });

  it("is left as it is by a second up", async () => {
    const supervised = (await readStatus(first)).programs;
    await cluster("up", "--name", first);
    expect((await readStatus(first)).programs).toEqual(supervised);
  });

  it("answers the host's clients by the printed kubeconfig, and runs commands inside", async () => {
    await writeNote("kept");
    expect(await cluster("exec", "--name", first, "--", "kubectl", "get", "--raw", "/readyz")).toBe("ok");
    const failed = await runHoldfast(["cluster", "exec", "--name", first, "--", "sh", "-c", "exit 7"], {});
    expect(failed.code).toBe(7);
  });

  it("keeps volumes and objects over stop and start", async () => {
    await runWriter();
    await cluster("stop", "--name", first);
    expect(clusterProcesses(first)).toEqual([]);
    expect((await readStatus(first)).stage).toBe("stopped");
    await cluster("start", "--name", first);
    expect(await readNote()).toBe("kept");
    expect(await writerStarts()).toBe(2);
  });

  it("keeps them when every process of it is killed", async () => {
    for (const pid of clusterProcesses(first)) kill(pid);
    await expect.poll(() => clusterProcesses(first), { timeout: 20_000 }).toEqual([]);
    await cluster("start", "--name", first);
    expect(await readNote()).toBe("kept");
    expect(await writerStarts()).toBe(3);
  });

  it("starts a program again that was killed", async () => {
    const scheduler = (await readStatus(first)).programs.find(({ name }) => name === "kube-scheduler");
    await cluster("exec", "--name", first, "--", "kill", "-9", String(scheduler?.pid));
    const restarts = async () =>
      (await readStatus(first)).programs.find(({ name, stage }) => name === "kube-scheduler" && stage === "running")
        ?.restarts;
    await expect.poll(restarts, { timeout: 60_000 }).toBe(1);
  });

  it("runs beside another one that knows nothing of it", async () => {
    await cluster("up", "--name", second, "--disposable");
    const list = JSON.parse(await cluster("list", "-o", "json")) as { name: string; stage: string; server: string }[];
    expect(list.map(({ name, stage }) => [name, stage])).toEqual([
      [first, "running"],
      [second, "running"],
    ]);
    expect(new Set(list.map(({ server }) => server)).size).toBe(2);
    const notes = await cluster("exec", "--name", second, "--", "kubectl", "get", "configmaps", "-n", "default");
    expect(notes).not.toContain("note");
  });

  it("refuses what would silently be ignored", async () => {
    const { code, stderr } = await runHoldfast(
      ["cluster", "up", "--name", first, "--kubernetes-version", "1.35.0", "-o", "json"],
      {},
    );
    expect(code).toBeGreaterThan(2);
    expect(stderr).toContain("exists with another --kubernetes-version");
  });

  it("leaves nothing behind, whether it runs, was killed, or is gone already", async () => {
    await cluster("down", "--name", second);
    kill((JSON.parse(readFileSync(keeperFile(first), "utf8")) as { keeper: { pid: number } }).keeper.pid);
    await cluster("down", "--name", first);
    await cluster("down", "--name", first);
    expect(traces()).toEqual(before);
  });
});

async function cluster(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHoldfast(["cluster", ...args], {});
  expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout;
}

interface Status {
  readonly stage: string;
  readonly memoryBytes: number;
  readonly programs: readonly {
    readonly name: string;
    readonly stage: string;
    readonly pid?: number;
    readonly restarts: number;
  }[];
}

async function readStatus(name: string): Promise<Status> {
  return JSON.parse(await cluster("status", "--name", name, "-o", "json")) as Status;
}

async function writeNote(text: string): Promise<void> {
  await cluster("exec", "--name", first, "--", "kubectl", "create", "configmap", "note", `--from-literal=text=${text}`);
  expect(await readNote()).toBe(text);
}

/** By a client on the host, with the printed kubeconfig. */
async function readNote(): Promise<string | undefined> {
  const kubeconfig = join(state, "kubeconfig");
  await cluster("kubeconfig", "--name", first, "--write", kubeconfig);
  const client = await createKubernetesClient({ kubeconfig, userAgent: "holdfast-journeys" });
  const note = await client.get(
    { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true },
    { namespace: "default", name: "note" },
  );
  return (note as { data?: Record<string, string> } | undefined)?.data?.["text"];
}

/** Writes one line into a volume whenever it is started, and ends when it is asked to. */
const writer = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: writer, namespace: default }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Mi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: writer, namespace: default }
spec:
  selector: { matchLabels: { app: writer } }
  template:
    metadata: { labels: { app: writer } }
    spec:
      containers:
        - name: writer
          image: localhost/busybox:1.35
          command: [sh, -c, "echo started >> /data/starts; sync; trap 'exit 0' TERM; while :; do sleep 1; done"]
          volumeMounts: [{ name: data, mountPath: /data }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: writer } }]
`;

async function runWriter(): Promise<void> {
  const apply = `kubectl apply -f - <<'END'\n${writer}\nEND\nkubectl rollout status deployment/writer --timeout=120s`;
  await cluster("exec", "--name", first, "--", "sh", "-c", apply);
}

async function writerStarts(): Promise<number> {
  const read = ["kubectl", "exec", "deploy/writer", "--", "cat", "/data/starts"];
  return (await cluster("exec", "--name", first, "--", ...read)).trim().split("\n").length;
}

function keeperFile(name: string): string {
  return join(state, "clusters", name, "keeper.json");
}

/** Of the node and of its pods, by the cgroups that hold them. */
function clusterProcesses(name: string): readonly number[] {
  const groups = [
    `/sys/fs/cgroup/pids/holdfast-${name}-*/**/cgroup.procs`,
    `/sys/fs/cgroup/holdfast-${name}-*/**/cgroup.procs`,
  ];
  const lines = globSync(groups).flatMap((file) => readFileSync(file, "utf8").split("\n"));
  return [...new Set(lines.filter((line) => line !== "").map(Number))];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What a node may leave on a machine. Others may start and end things meanwhile: only what could be ours is looked at. */
type Traces = ReturnType<typeof traces>;

function traces() {
  const settings = ["kernel.panic", "kernel.panic_on_oops", "vm.overcommit_memory", "fs.inotify.max_user_instances"];
  const ours = [first, second];
  const named = (lines: string): readonly string[] =>
    lines.split("\n").filter((line) => line.includes(state) || ours.some((name) => line.includes(name)));
  return {
    mounts: readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .toSorted((a, b) => a.localeCompare(b)),
    namespaces: named(output("lsns", "--output", "TYPE,COMMAND", "--noheadings")),
    networkNamespaces: output("ip", "netns"),
    links: output("ip", "-brief", "link")
      .split("\n")
      .map((line) => line.split(" ")[0]),
    processes: named(output("ps", "-eo", "args=")).filter((line) => !line.startsWith("ps ")),
    cgroups: globSync("/sys/fs/cgroup/{*,*/*}").filter((path) => ours.some((name) => basename(path).includes(name))),
    settings: output("sysctl", "-n", ...settings),
    directories: globSync([
      join(state, "*"),
      "/var/lib/{kubelet,cni,containerd,holdfast-volumes}",
      "/{run,opt}/containerd",
      "/usr/libexec/kubernetes",
    ]).filter((path) => path !== join(state, "kubeconfig")),
  };
}

function output(file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { encoding: "utf8" });
}
