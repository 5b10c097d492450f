import { stoppingChecks } from "@holdfast/domain";
import { configMaps, persistentVolumeClaims, secrets, services } from "@holdfast/kubernetes";
import type { KubernetesObject, ResourceType } from "@holdfast/kubernetes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster } from "../../test-support/real-cluster.ts";
import { createBackup } from "../backups/create-backup.ts";
import { carryOut } from "../running/carry-out.ts";
import { createRestore } from "./create-restore.ts";
import { previewRestore } from "./preview-restore.ts";
import type { ApplicationPreview, RestorePreview } from "./restore-preview.ts";
import { applicationsRequest } from "./restore-request.ts";

const count = 300;
const namespace = "guestbook";

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

let cluster: RealCluster;
let set: string;

const request = () => applicationsRequest(set, ["guestbook"]);
const nameOf = (index: number): string => `object-${String(index).padStart(3, "0")}`;
const typeOf = (index: number): ResourceType => (index % 3 === 0 ? secrets : configMaps);

function configMap(name: string, greeting: string): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { greeting } };
}

function objectOf(index: number): KubernetesObject & { readonly stringData?: unknown; readonly data?: unknown } {
  const name = nameOf(index);
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData: { password: "one" } };
  return index % 3 === 0 ? secret : configMap(name, "hello");
}

async function inParallel(indices: readonly number[], act: (index: number) => Promise<unknown>): Promise<void> {
  const queue = [...indices];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

function only(preview: RestorePreview): ApplicationPreview {
  const [application] = preview.applications;
  if (application === undefined) throw new Error(JSON.stringify(preview.checks));
  return application;
}

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  const { kubernetes } = cluster;
  await inParallel(
    Array.from({ length: count }, (_, index) => index),
    (index) => kubernetes.create(typeOf(index), objectOf(index)),
  );
  await kubernetes.create(services, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace },
    spec: { selector: { app: "web" }, type: "NodePort", ports: [{ port: 80 }] },
  } as KubernetesObject);
  await kubernetes.create(persistentVolumeClaims, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "cache", namespace },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  } as KubernetesObject);
  const context = cluster.context();
  const started = await createBackup(context);
  await carryOut(context, started.operation.id);
  set = started.set;
});

afterAll(async () => cluster?.stop());

const names = (objects: readonly { readonly name: string }[]): readonly string[] => objects.map(({ name }) => name);
const within = (indices: readonly number[], wanted: readonly string[]): boolean =>
  indices.map(nameOf).every((name) => wanted.includes(name));

describe("the plan of a restore of 300 objects", () => {
  it("finds nothing changed right after the backup, and has the same hash each time", async () => {
    const [first, second] = [
      await previewRestore(cluster.context(), request()),
      await previewRestore(cluster.context(), request()),
    ];
    const { changes, plan } = only(first);
    expect(changes.changed).toEqual([]);
    expect([changes.added, changes.lost]).toEqual([[], []]);
    expect(changes.unchanged.length).toBeGreaterThan(count);
    expect(plan.keeps).toMatchObject([{ kind: "PersistentVolumeClaim", name: "cache" }]);
    expect(second.hash).toBe(first.hash);
    expect(stoppingChecks(first.checks, [])).toEqual([]);
    expect(first.checks.filter(({ code }) => code === "objects-missing")).toMatchObject([{ result: "passed" }]);
  });

  it("weak point 3: says what a restore does to every object, and the restore does exactly that", async () => {
    const { kubernetes } = cluster;
    const [gone, changed, later] = [
      [0, 1, 2],
      [3, 4],
      ["later-a", "later-b"],
    ] as const;
    for (const index of gone) await kubernetes.delete(typeOf(index), { namespace, name: nameOf(index) });
    for (const index of changed) {
      const body = index % 3 === 0 ? { stringData: { password: "two" } } : { data: { greeting: "spoiled" } };
      await kubernetes.patch(typeOf(index), { namespace, name: nameOf(index) }, { kind: "merge", body });
    }
    for (const name of later) await kubernetes.create(configMaps, configMap(name, "new"));
    const uids = await uidsNow();

    const begun = Date.now();
    const preview = await previewRestore(cluster.context(), request());
    const seconds = (Date.now() - begun) / 1000;
    process.stderr.write(`plan of ${count} objects: ${seconds.toFixed(2)} s\n`);
    const { changes } = only(preview);
    expect(names(changes.added).toSorted()).toEqual(gone.map(nameOf));
    expect(names(changes.changed).toSorted()).toEqual(changed.map(nameOf));
    expect(changes.changed.find(({ kind }) => kind === "ConfigMap")?.fields).toEqual([{ path: "data.greeting" }]);
    expect(JSON.stringify(preview)).not.toContain("dHdv");
    expect(names(changes.lost)).toEqual(later);

    const wanted = { ...request(), safety: false };
    const operation = await createRestore(cluster.context(), wanted, await previewRestore(cluster.context(), wanted));
    expect(await carryOut(cluster.context(), operation.id)).toMatchObject({ record: { state: { stage: "done" } } });

    const now = await uidsNow();
    expect(within([...gone, ...changed], [...now.keys()])).toBe(true);
    expect(later.filter((name) => now.has(name))).toEqual([]);
    for (const { name } of changes.unchanged) expect(now.get(name)).not.toBe(uids.get(name) ?? "");
    expect(await greetingOf(4)).toBe("hello");
    const again = await previewRestore(cluster.context(), request());
    expect(preview.expectedSeconds).toBeUndefined();
    expect(again.expectedSeconds).toBeGreaterThan(0);
    expect(again.expectedSeconds).toBeLessThan((Date.now() - begun) / 1000);
    const after = only(again);
    expect([after.changes.added, after.changes.changed, after.changes.lost]).toEqual([[], [], []]);
  });

  it("says when a claim comes back empty, and asks for its StorageClass", async () => {
    await cluster.kubernetes.delete(persistentVolumeClaims, { namespace, name: "cache" });
    await expect
      .poll(() => cluster.kubernetes.get(persistentVolumeClaims, { namespace, name: "cache" }))
      .toBeUndefined();
    const preview = await previewRestore(cluster.context(), request());
    expect(only(preview).changes.claims).toMatchObject([{ name: "cache", change: "returns-empty", requested: "1Gi" }]);
    expect(stoppingChecks(preview.checks, [])).toMatchObject([{ code: "storage-class-missing" }]);
    const accepted = { ...request(), accepted: ["storage-class-missing"] };
    await expect(createRestore(cluster.context(), request(), preview)).rejects.toMatchObject({
      code: "checks-refused",
    });
    expect((await previewRestore(cluster.context(), accepted)).hash).toBe(preview.hash);
  });
});

/** Of what this test made, by name. */
async function uidsNow(): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all([configMaps, secrets].map((type) => cluster.kubernetes.listAll(type, { namespace })));
  return new Map(lists.flat().map(({ metadata }) => [metadata.name, metadata.uid ?? ""]));
}

async function greetingOf(index: number): Promise<string | undefined> {
  const found = await cluster.kubernetes.get<ConfigMap>(configMaps, { namespace, name: nameOf(index) });
  return found?.data?.["greeting"];
}
