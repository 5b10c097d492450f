import { waitFor } from "@holdfast/harness";
import { configMaps, daemonSets, namespaces, pods } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType, UnstructuredObject } from "@holdfast/kubernetes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBackup, restore } from "./support/backups.ts";
import { scaleStore, setNodeAgents } from "./support/cluster-faults.ts";
import { openNode, type Node } from "./support/node.ts";
import { newestOperation } from "./support/operations.ts";
import { installed } from "./support/ready.ts";
import { installWorkshop, troubledPod, workshopToken, type TroubledPod } from "./support/workshop.ts";

interface Hook {
  readonly kind: string;
  readonly name: string;
  readonly place: { readonly kind: string; readonly pod?: string };
  readonly container?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly output: {
    readonly kind: string;
    readonly stdout?: string;
    readonly stderr?: string;
    readonly text?: string;
  };
  readonly outcome: { readonly kind: string };
}

interface HookReading {
  readonly kind: string;
  readonly value: readonly Hook[];
}

interface Diagnosis {
  readonly of: { readonly kind: string; readonly name?: string };
  readonly findings: readonly { readonly code: string; readonly evidence: readonly string[] }[];
}

const backups: ResourceType = {
  group: "velero.io",
  version: "v1",
  kind: "Backup",
  plural: "backups",
  namespaced: true,
};

let node: Node;
let madeBackup = "";

beforeAll(async () => {
  node = await openNode();
  await installed(node);
  await node.once("workshop", () => installWorkshop(node));
});
afterAll(() => node.client.close());

async function hooksOf(name: string): Promise<HookReading> {
  const { details } = await node.holdfast.json<{ readonly details: readonly { readonly hooks: HookReading }[] }>(
    "backup",
    "show",
    name,
  );
  return details[0]?.hooks ?? { kind: "none", value: [] };
}

test("every hook of a backup is shown with pod, container, duration and output, and without the password", async () => {
  madeBackup = (await makeBackup(node, "workshop")).name;
  const { kind, value } = await hooksOf(madeBackup);
  expect(kind).toBe("known");
  expect(value.map((hook) => [hook.kind, hook.output.stdout, hook.outcome.kind])).toEqual([
    ["pre", "first\n", "succeeded"],
    ["pre", "second\n", "succeeded"],
    ["post", "after\n", "succeeded"],
  ]);
  expect(value.every(({ place }) => place.kind === "pod" && place.pod?.startsWith("bench-") === true)).toBe(true);
  const [, second] = value;
  const took = Date.parse(second?.endedAt ?? "") - Date.parse(second?.startedAt ?? "");
  expect(took).toBeGreaterThanOrEqual(2000);
  expect(JSON.stringify(value)).not.toContain(workshopToken);
  expect(value[0]?.output.stderr).toContain("using");
});

test("when the store is away, the hooks are shown as they were read, and not as none", async () => {
  await scaleStore(node, 0);
  try {
    const { kind, value } = await hooksOf(madeBackup);
    expect(kind).toBe("kept");
    expect(value).toHaveLength(3);
    expect(await node.holdfast("backup", "show", madeBackup)).toContain("UNKNOWN since");
  } finally {
    await scaleStore(node, 1);
  }
});

test("a test of the hooks runs backup hooks, and restore hooks only when they are asked for", async () => {
  const plain = await node.holdfast.json<{ readonly runs: readonly Hook[] }>("hook", "test", "--app", "workshop");
  expect(plain.runs.map(({ kind, outcome }) => [kind, outcome.kind])).toEqual([
    ["pre", "succeeded"],
    ["pre", "succeeded"],
    ["post", "succeeded"],
  ]);
  expect(JSON.stringify(plain)).not.toContain(workshopToken);
  const whole = ["hook", "test", "--app", "workshop", "--restore-hooks"];
  expect(await node.holdfast.refused(2, ...whole)).toMatchObject({ code: "confirmation-missing" });
  const { runs } = await node.holdfast.json<{ readonly runs: readonly Hook[] }>(...whole, "--yes");
  expect(runs.at(-1)).toMatchObject({ kind: "restore-exec", output: { stdout: "loaded\n", stderr: "well\n" } });
});

test("a restore's hooks are shown with their output, also after Velero's server was replaced", async () => {
  await restore(node, madeBackup, "workshop");
  const id = await newestOperation(node, "restore");
  const expected = [
    expect.objectContaining({
      kind: "restore-init",
      container: "prepare",
      output: { kind: "merged", text: "prepared" },
    }),
    expect.objectContaining({ kind: "restore-exec", output: { kind: "known", stdout: "loaded\n", stderr: "well\n" } }),
  ];
  expect((await restoreHooks(id)).value).toEqual(expected);
  const [server] = await node.client.listAll(pods, { namespace: "velero", labelSelector: "component=velero,!role" });
  await node.client.delete(pods, { namespace: "velero", name: server?.metadata.name ?? "" });
  await untilVeleroAnswers();
  const later = await restoreHooks(id);
  expect(later.kind).toBe("kept");
  expect(later.value).toEqual(expected);
});

async function restoreHooks(id: string): Promise<HookReading> {
  const view = await node.holdfast.json<{ readonly velero: readonly { readonly hooks: HookReading }[] }>(
    "restore",
    "show",
    id,
  );
  return view.velero[0]?.hooks ?? { kind: "none", value: [] };
}

async function untilVeleroAnswers(): Promise<void> {
  await waitFor(veleroAnswers, { what: "Velero to answer", deadlineSeconds: 180, intervalMilliseconds: 1000 });
}

async function veleroAnswers(): Promise<true | undefined> {
  const [status] = await node.holdfast.json<readonly { readonly server?: object }[]>("velero", "status");
  return status?.server === undefined ? undefined : true;
}

/** A namespace with one pod in it, in which something will go wrong. */
async function makeTrouble(pod: TroubledPod): Promise<void> {
  await node.client.create<KubernetesObject>(namespaces, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: pod.name },
  });
  await node.client.create(pods, troubledPod(pod) as KubernetesObject);
  const ask = async () => {
    const found = await node.client.get<UnstructuredObject>(pods, { namespace: pod.name, name: "box" });
    return (found?.["status"] as { readonly phase?: string } | undefined)?.phase === "Running" ? true : undefined;
  };
  await waitFor(ask, { what: `the pod in ${pod.name} to run`, deadlineSeconds: 120, intervalMilliseconds: 500 });
}

/** Backs the namespace up with Velero alone, and says what Holdfast makes of its end. */
async function backUp(name: string): Promise<Diagnosis> {
  await node.client.create<UnstructuredObject>(backups, {
    apiVersion: "velero.io/v1",
    kind: "Backup",
    metadata: { name, namespace: "velero" },
    spec: { includedNamespaces: [name], storageLocation: "internal" },
  });
  const ask = async () => {
    const found = await node.client.get<UnstructuredObject>(backups, { name, namespace: "velero" });
    const { phase = "" } = (found?.["status"] ?? {}) as { readonly phase?: string };
    return /^(Completed|PartiallyFailed|Failed)$/.test(phase) ? phase : undefined;
  };
  await waitFor(ask, { what: `backup ${name} to end`, deadlineSeconds: 240, intervalMilliseconds: 500 });
  const [diagnosis] = await node.holdfast.json<readonly Diagnosis[]>("diagnose", name);
  if (diagnosis === undefined) throw new Error(`nothing is said of ${name}`);
  return diagnosis;
}

function codes({ findings }: Diagnosis): readonly string[] {
  return findings.map(({ code }) => code);
}

test("a hook that takes too long is diagnosed, and its output said to be missing", async () => {
  await makeTrouble({
    name: "d-slow-hook",
    script: "sleep 1000000",
    annotations: {
      "pre.hook.backup.velero.io/command": '["sh", "-c", "echo begun; sleep 60"]',
      "pre.hook.backup.velero.io/timeout": "2s",
    },
  });
  expect(codes(await backUp("d-slow-hook"))).toEqual(["hook-timed-out"]);
  const { value } = await hooksOf("d-slow-hook");
  expect(value).toMatchObject([
    { place: { kind: "pod", pod: "box" }, outcome: { kind: "timed-out" }, output: { kind: "missing" } },
  ]);
});

test("a volume of a node without a node agent is diagnosed", async () => {
  await makeTrouble({ name: "d-no-agent", script: "sleep 1000000" });
  await setNodeAgents(node, "away");
  try {
    expect(codes(await backUp("d-no-agent"))).toContain("node-agent-missing");
  } finally {
    await setNodeAgents(node, "back");
  }
});

test("a pod for a volume that may not start is diagnosed", async () => {
  await makeTrouble({ name: "d-forbidden", script: "echo hello > /data/hello; sleep 1000000" });
  const enforce = "pod-security.kubernetes.io/enforce";
  const label = (value: string | null) =>
    node.client.patch(
      namespaces,
      { name: "velero" },
      { kind: "merge", body: { metadata: { labels: { [enforce]: value } } } },
    );
  const before = await node.client.get(namespaces, { name: "velero" });
  await label("restricted");
  try {
    expect(codes(await backUp("d-forbidden"))).toContain("mover-cannot-start");
  } finally {
    await label(before?.metadata.labels?.[enforce] ?? null);
  }
});

test("a pod for a volume that gets too little memory is diagnosed as killed, or as one that cannot start", async () => {
  await makeTrouble({ name: "d-memory", script: "head -c 100000000 /dev/urandom > /data/large; sleep 1000000" });
  const limits = { cpuRequest: "10m", cpuLimit: "1", memoryRequest: "64Mi", memoryLimit: "64Mi" };
  const configuration: UnstructuredObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "small-movers", namespace: "velero" },
    data: { "config.json": JSON.stringify({ podResources: limits }) },
  };
  await node.client.create(configMaps, configuration);
  const agents = { namespace: "velero", name: "node-agent" };
  const before = (await node.client.get<UnstructuredObject>(daemonSets, agents))?.["spec"] as DaemonSetSpec;
  const [container] = before.template.spec.containers;
  const args = [...(container?.args ?? []), "--node-agent-configmap=small-movers"];
  await patchAgents({ args });
  try {
    const found = codes(await backUp("d-memory"));
    expect(found.filter((code) => code === "out-of-memory" || code === "mover-cannot-start")).not.toEqual([]);
  } finally {
    await patchAgents({ args: container?.args ?? [] });
    await node.client.delete(configMaps, { namespace: "velero", name: "small-movers" });
  }
});

test("a node agent that is killed for its memory is diagnosed without naming a backup", async () => {
  await patchAgents({ resources: { limits: { memory: "12Mi" }, requests: { memory: "12Mi" } } }, "broken");
  try {
    const what = "the node agent's end to be diagnosed";
    const found = await waitFor(memoryFinding, { what, deadlineSeconds: 120, intervalMilliseconds: 2000 });
    expect(found.evidence.join(" ")).toContain("node-agent");
  } finally {
    await patchAgents({ resources: { limits: { memory: null }, requests: { memory: null } } });
  }
});

test("files that come and go while they are copied are diagnosed, or do no harm", async () => {
  const script =
    "mkdir -p /data/d; i=0; while true; do i=$((i+1)); for j in 1 2 3 4 5 6 7 8 9; do echo $i > /data/d/$j-$i; done; rm -f /data/d/*-$((i-40)); done";
  await makeTrouble({ name: "d-changing", script });
  const found = codes(await backUp("d-changing"));
  expect([[], ["file-changed"]]).toContainEqual(found);
});

async function memoryFinding(): Promise<Diagnosis["findings"][number] | undefined> {
  const [now] = await node.holdfast.json<readonly Diagnosis[]>("diagnose");
  return now?.findings.find(({ code }) => code === "out-of-memory");
}

interface DaemonSetSpec {
  readonly template: { readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] } };
}

/** Changes the node agent's container and waits until its new pod runs, unless it is meant not to. */
async function patchAgents(change: object, wish: "well" | "broken" = "well"): Promise<void> {
  const agents = { namespace: "velero", name: "node-agent" };
  const body = { spec: { template: { spec: { containers: [{ name: "node-agent", ...change }] } } } };
  await node.client.patch(daemonSets, agents, { kind: "strategic", body });
  if (wish === "broken") return;
  const ask = async () => {
    const found = await node.client.get<UnstructuredObject>(daemonSets, agents);
    const { metadata } = found ?? {};
    const status = (found?.["status"] ?? {}) as Readonly<Record<string, number>>;
    const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberReady = 0, observedGeneration = 0 } = status;
    const isCurrent = observedGeneration >= ((metadata as { readonly generation?: number }).generation ?? 0);
    return isCurrent && updatedNumberScheduled === desiredNumberScheduled && numberReady === desiredNumberScheduled
      ? true
      : undefined;
  };
  await waitFor(ask, { what: "the node agent to run as it was told", deadlineSeconds: 180, intervalMilliseconds: 500 });
}
