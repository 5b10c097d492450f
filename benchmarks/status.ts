/** The status of 100 applications with ten full backups of them, with the stock CLI's list of the same beside it. */
import {
  configMaps,
  createKubernetesClient,
  namespaces,
  secrets,
  systemClock,
  type KubernetesClient,
} from "@holdfast/kubernetes";
import type { KubernetesObject, UnstructuredObject } from "@holdfast/kubernetes";
import { memberAnnotations, memberLabels, memberNames, type SetFacts } from "@holdfast/domain";
import { ensurePrograms } from "@holdfast/local-cluster";
import { applicationType, readStatus, type Context } from "@holdfast/operations";
import { backupType } from "@holdfast/velero";
import { startControlPlane, startVelero, type ControlPlane } from "@holdfast/harness";
import { holdfast, installApplications } from "./applications.ts";
import { execute, figures, inTurns } from "./measure.ts";
import type { Result } from "./result.ts";

const applications = 100;
const fullBackups = 10;
const writers = 16;
const turns = 9;
const hour = 3_600_000;

const instance = "benchmarkbenchmark00";
const installation: UnstructuredObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "holdfast-instance", namespace: "holdfast-operations" },
  data: { id: instance },
};

const slugs = Array.from({ length: applications }, (_, index) => `application-${String(index).padStart(3, "0")}`);

export async function measure(): Promise<readonly Result[]> {
  const plane = await startControlPlane();
  const velero = await startVelero(plane);
  const client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-benchmark" });
  try {
    await prepare(plane, client, () => velero.kill());
    const { velero: veleroCli } = await ensurePrograms(["velero"]);
    const environment = { KUBECONFIG: plane.kubeconfigPath };
    requireSafe(await execute(holdfast, ["status", "-o", "json"], environment));
    const stock = () => execute(veleroCli, ["backup", "get", "--kubeconfig", plane.kubeconfigPath]);
    const read = await inTurns(turns, () => readStatus(contextOn(client)), stock);
    const printed = await inTurns(turns, () => execute(holdfast, ["status"], environment), stock);
    const median = figures(read.ours).median;
    const objects = `${applications} applications with ${fullBackups * (applications + 1)} Velero Backups`;
    return [
      {
        what: `status of ${objects}, read and judged (median of ${turns})`,
        unit: "ms",
        ours: median,
        peer: { name: "velero backup get", figure: figures(read.peer).median },
        limit: "under 300 ms",
        held: median < 300,
      },
      {
        what: "the same by the command line",
        unit: "ms",
        ours: figures(printed.ours).median,
        peer: { name: "velero backup get", figure: figures(printed.peer).median },
        limit: "none, for comparison",
        held: true,
      },
    ];
  } finally {
    await client.close();
    await velero.stop();
    await plane.stop();
  }
}

/** As of the server: connections are open, nothing is remembered. */
function contextOn(kubernetes: KubernetesClient): Context {
  return {
    kubernetes,
    clock: systemClock,
    randomId: (length) => "0".repeat(length),
    requestedBy: "benchmark",
    version: "0.1.0",
    consoleNamespace: "holdfast",
    signal: new AbortController().signal,
    report: () => undefined,
  };
}

/** One application is installed; the others are copies of what is recorded of it. */
async function prepare(plane: ControlPlane, client: KubernetesClient, stopVelero: () => Promise<void>): Promise<void> {
  const [first = "", ...others] = slugs;
  await installApplications(plane, [first]);
  // Its kinds are known by now, and Backups that are written as ended are none of its business.
  await stopVelero();
  await client.create(configMaps, installation);
  const application = await client.get<UnstructuredObject>(applicationType, { namespace: first, name: first });
  const [license] = await client.listAll<UnstructuredObject>(secrets, {
    namespace: first,
    labelSelector: "holdfast.dev/record=license",
  });
  if (application === undefined || license === undefined) throw new Error("the application was not installed");
  await inParallel(others, async (slug) => {
    await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: slug } });
    await client.create(applicationType, renamed(application, { first, slug }));
    await client.create(secrets, renamed(license, { first, slug }));
  });
  const backups = Array.from({ length: fullBackups }, (_, age) => setOf(age)).flat();
  await inParallel(backups, async (backup) => void (await client.create(backupType, backup)));
}

function renamed(object: UnstructuredObject, names: { readonly first: string; readonly slug: string }) {
  const { managedFields: _, uid: __, resourceVersion: ___, ...metadata } = object.metadata;
  const text = JSON.stringify({ ...object, metadata });
  return JSON.parse(text.replaceAll(names.first, names.slug)) as UnstructuredObject;
}

/** A full backup, so many hours old, as its Backups are when they have ended. */
function setOf(age: number): readonly KubernetesObject[] {
  const at = new Date(Date.now() - (age + 1) * hour).toISOString();
  const facts: SetFacts = {
    name: `m-${instance.slice(0, 5)}-${age}`,
    scope: "full",
    instance,
    applications: slugs.map((slug) => ({ slug, sequence: 1, versionLabel: "1.0.0" })),
    console: true,
    consoleVersion: "0.1.0",
    kubernetesVersion: "v1.34.1",
    os: "linux",
    architecture: "amd64",
    installMethod: "existing-cluster",
    trigger: "manual",
    requestedBy: "benchmark",
    notIncluded: [],
  };
  const parts = [...slugs, "console"];
  return memberNames(facts).map((name, index) => {
    const part = parts[index] ?? "";
    const backup: UnstructuredObject = {
      apiVersion: "velero.io/v1",
      kind: "Backup",
      metadata: { name, namespace: "velero", labels: memberLabels(facts, part), annotations: memberAnnotations(facts) },
      spec: { storageLocation: "default", includedNamespaces: [part] },
      status: { phase: "Completed", startTimestamp: at, completionTimestamp: at },
    };
    return backup;
  });
}

/** A figure of an answer that says nothing would be worth nothing. */
function requireSafe(text: string): void {
  const { applications: judged } = JSON.parse(text) as {
    readonly applications: readonly { readonly state: string }[];
  };
  const safe = judged.filter(({ state }) => state === "safe").length;
  if (safe !== applications)
    throw new Error(`${safe} of ${applications} applications are safe: ${text.slice(0, 2000)}`);
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const writer = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as Item);
  };
  await Promise.all(Array.from({ length: writers }, writer));
}
