import { labels, memberAnnotations, memberLabels, memberName } from "@holdfast/domain";
import type { SetFacts, StatusView } from "@holdfast/domain";
import { ApiError } from "@holdfast/kubernetes";
import type { KubernetesClient, KubernetesObject, ResourceType, UnstructuredObject } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupStorageLocationType, backupType, veleroApiVersion } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { virtualClock } from "../../test-support/virtual-clock.ts";
import { applicationObject, applicationType } from "../applications/application.ts";
import { scheduleObject, scheduleType } from "../schedules/backup-schedule.ts";
import { settingsType } from "../settings/settings.ts";
import { listLimits, setLimit, unsetLimit } from "./limits.ts";
import { readStatus } from "./read-status.ts";

const now = Date.parse("2026-06-15T12:00:00Z");
const hour = 3_600_000;
const instance = "abcdefghij";
const reviewType: ResourceType = {
  group: "authentication.k8s.io",
  version: "v1",
  kind: "SelfSubjectReview",
  plural: "selfsubjectreviews",
  namespaced: false,
};
const types = [applicationType, settingsType, backupType, backupStorageLocationType, reviewType];

const container = { name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] };
const velero = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero" },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
  status: { readyReplicas: 1 },
};
const installation = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "holdfast-instance", namespace: "holdfast-operations" },
  data: { id: instance },
};

function application(slug: string): UnstructuredObject {
  const facts = { id: slug, slug, title: slug, namespaces: [slug], sequence: 1, versionLabel: "1", publicKey: "k" };
  return { ...applicationObject(facts, slug) };
}

function location(s3Url: string, status: object = {}): UnstructuredObject {
  const at = new Date(now - 60_000).toISOString();
  return {
    apiVersion: veleroApiVersion,
    kind: "BackupStorageLocation",
    metadata: { name: "default", namespace: "velero" },
    spec: { provider: "aws", default: true, objectStorage: { bucket: "b" }, config: { s3Url } },
    status: { phase: "Available", lastValidationTime: at, lastSyncedTime: at, ...status },
  };
}

function fullBackup(hoursAgo: number): readonly UnstructuredObject[] {
  const facts: SetFacts = {
    name: "m-1",
    scope: "full",
    instance,
    applications: [{ slug: "guestbook", sequence: 1, versionLabel: "1" }],
    console: true,
    consoleVersion: "0.1.0",
    kubernetesVersion: "v1.34.1",
    os: "linux",
    architecture: "amd64",
    installMethod: "existing-cluster",
    trigger: "manual",
    requestedBy: "tester",
    notIncluded: [],
  };
  const at = new Date(now - hoursAgo * hour).toISOString();
  return ["guestbook", "console"].map((part) => ({
    apiVersion: veleroApiVersion,
    kind: "Backup",
    metadata: {
      name: memberName("m-1", part),
      namespace: "velero",
      labels: memberLabels(facts, part),
      annotations: memberAnnotations(facts),
    },
    spec: { storageLocation: "default" },
    status: { phase: "Completed", startTimestamp: at, completionTimestamp: at },
  }));
}

const outside = "https://s3.example.com";
const everything = [velero, installation, application("guestbook"), location(outside), ...fullBackup(2)];

function client(objects: readonly KubernetesObject[], change: Partial<KubernetesClient> = {}): KubernetesClient {
  return { ...createFakeClient({ types, objects, clock: virtualClock(now) }), ...change };
}

function judge(kubernetes: KubernetesClient): Promise<StatusView> {
  return readStatus(testContext(kubernetes, { clock: virtualClock(now) }));
}

function codes({ problems }: StatusView): readonly string[] {
  return problems.map(({ code }) => code);
}

describe("the status of a cluster", () => {
  it("is computed from its objects", async () => {
    const status = await judge(client(everything));
    expect(status.applications).toMatchObject([
      { slug: "guestbook", state: "safe", ageSeconds: 7200, onlyInside: false, recovery: { state: "safe" } },
    ]);
    expect(status.instance).toMatchObject({ state: "safe", lastGood: { set: "m-1", destination: "default" } });
    // There is no repository password, no node agent and no license: all are said.
    expect(codes(status)).toEqual(["not-readable", "velero-problem", "not-entitled", "no-run-in-time"]);
    expect(status.sentence).toMatch(/^Safe against mistakes/);
  });

  it.each([
    ["http://holdfast-store.holdfast-store.svc:9000", true],
    ["http://store.minio.svc.cluster.local:9000", true],
    ["http://minio.storage:9000", true],
    ["http://minio:9000", false],
    ["http://10.0.0.7:9000", true],
    ["http://10.96.0.9", true],
    ["http://[fd00::7]:9000", true],
    ["http://10.0.0.8:9000", false],
    ["https://s3.eu-central-1.amazonaws.com", false],
  ])("a store at %s lies in the cluster: %s", async (url, isInside) => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "minio", namespace: "storage" },
      spec: { clusterIPs: ["10.96.0.9"] },
    };
    const addresses = [{ address: "10.0.0.7" }, { address: "fd00::7" }];
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "one" }, status: { addresses } };
    const objects = [velero, installation, application("guestbook"), location(url), ...fullBackup(2), service, node];
    expect((await judge(client(objects))).instance?.onlyInside).toBe(isInside);
  });

  it.each([
    ["aws", {}, "safe", false],
    ["velero.io/gcp", {}, "safe", false],
    ["azure", { storageAccountURI: "http://azurite.storage.svc:10000/account" }, "never", true],
    ["replicated.com/hostpath", {}, "never", true],
    ["replicated.com/pvc", { s3Url: "https://s3.example.com" }, "never", true],
    ["replicated.com/nfs", { server: "10.0.0.9", path: "/backups" }, "unknown", false],
    ["example.com/tape", {}, "unknown", false],
    ["aws", { s3Url: "not an address" }, "unknown", false],
  ])("a location of %s with %j is good for a lost cluster: %s", async (provider, config, recovery, isInside) => {
    const found = location(outside);
    const placed = { ...found, spec: { ...(found["spec"] as object), provider, config } };
    const all = [velero, installation, application("guestbook"), placed, ...fullBackup(2)];
    const status = await judge(client(all));
    expect(status.applications).toMatchObject([{ state: "safe", onlyInside: isInside, recovery: { state: recovery } }]);
    const untold = status.problems.filter(({ message }) =>
      message.includes("whether destination default lies outside"),
    );
    expect(untold).toHaveLength(recovery === "unknown" ? 1 : 0);
  });

  it("is not known while Velero has not looked at the destination for long", async () => {
    const stale = location(outside, { lastValidationTime: new Date(now - hour).toISOString() });
    const status = await judge(client([velero, installation, application("guestbook"), stale, ...fullBackup(2)]));
    expect(status.worst).toBe("unknown");
    expect(status.sentence).toContain("Velero has not looked at it since 2026-06-15T11:00:00.000Z");
  });

  it.each([
    [
      "a location of which it does not say when it was looked at",
      {},
      { lastValidationTime: undefined, lastSyncedTime: undefined },
      "unknown",
    ],
    ["a location that was only read just now", {}, { lastValidationTime: undefined }, "rollback-only"],
    ["a location that is not validated and was read just now", { validationFrequency: "0s" }, {}, "rollback-only"],
    [
      "a location that is not validated and was not read for long",
      { validationFrequency: "0s" },
      { lastSyncedTime: "2026-06-15T11:00:00Z" },
      "unknown",
    ],
  ])("with %s is judged by Velero's last look", async (_, spec, status, worst) => {
    const found = location(outside, status);
    const looked = { ...found, spec: { ...(found["spec"] as object), ...spec } };
    const all = [velero, installation, application("guestbook"), looked, ...fullBackup(2)];
    expect((await judge(client(all))).worst).toBe(worst);
  });

  it("is unknown without Velero, and the rest is answered all the same", async () => {
    const status = await judge(client([installation, application("guestbook")]));
    expect(status).toMatchObject({ worst: "unknown", applications: [{ slug: "guestbook", state: "unknown" }] });
    expect(status.sentence).toContain("There is no Velero in this cluster");
  });

  it("is unknown to whoever may not list the backups, and says which right is missing", async () => {
    const kubernetes = client(everything);
    const listAll: KubernetesClient["listAll"] = (type, query) => {
      if (type.kind !== "Backup") return kubernetes.listAll(type, query);
      const request = "list backups.velero.io in velero";
      throw new ApiError({ status: 403, reason: "Forbidden", message: "no", request });
    };
    const status = await judge({ ...kubernetes, listAll });
    expect(status.worst).toBe("unknown");
    expect(status.sentence).toContain("list backups.velero.io in velero");
  });

  it("names a clock that disagrees with the API server's", async () => {
    const clock = virtualClock(now + 600_000);
    const status = await readStatus(testContext(client(everything), { clock }));
    expect(status.problems).toContainEqual(
      expect.objectContaining({ code: "clock-skew", message: expect.stringContaining("600 s ahead of the cluster's") }),
    );
  });

  it("leaves copies out: nobody backs them up", async () => {
    const copy = application("copied");
    const copyOf = { set: "m-1", slug: "guestbook", namespaces: {} };
    const copied = { ...copy, spec: { ...(copy["spec"] as object), copyOf } };
    const status = await judge(client([...everything, copied]));
    expect(status.applications.map(({ slug }) => slug)).toEqual(["guestbook"]);
  });

  it("is late when nobody took up the time of a schedule, though no record says so", async () => {
    const spec = { id: "s", cron: "0 3 * * *", timeZone: "UTC" };
    const nightly = scheduleObject("nightly", "holdfast", spec);
    const objects = [velero, installation, application("guestbook"), location(outside), ...fullBackup(11), nightly];
    // Everything was made ten hours ago, at two o'clock; nothing has run since.
    const clock = { now: () => now - 10 * hour };
    const status = await judge(createFakeClient({ types: [...types, scheduleType], objects, clock }));
    expect(status.applications).toMatchObject([
      { state: "late", lateBecause: "run-missed", reason: expect.stringContaining("2026-06-15T03:00:00Z was missed") },
    ]);
    expect(codes(status)).toEqual(expect.arrayContaining(["run-missed", "schedule-broken", "no-run-in-time"]));
  });

  it("is nothing to worry about in an empty cluster", async () => {
    expect(await judge(client([velero]))).toMatchObject({ worst: "nothing", applications: [] });
  });
});

describe("limits", () => {
  it("are set for what is installed, decide the answer, and are taken away", async () => {
    const kubernetes = client(everything);
    const context = testContext(kubernetes, { clock: virtualClock(now) });
    await setLimit(context, { kind: "application", slug: "guestbook" }, "1h");
    expect((await judge(kubernetes)).applications).toMatchObject([{ state: "broken", limitOrigin: "own" }]);
    expect(await listLimits(context)).toMatchObject([
      { subject: { kind: "default" }, atMost: "24h", own: false },
      { subject: { kind: "instance" }, atMost: "24h", own: false },
      { subject: { kind: "application", slug: "guestbook" }, atMost: "1h", own: true },
    ]);
    await unsetLimit(context, { kind: "application", slug: "guestbook" });
    expect((await judge(kubernetes)).applications).toMatchObject([{ state: "safe", limitOrigin: "default" }]);
  });

  it("are refused for what is not installed, and for what is no limit", async () => {
    const context = testContext(client(everything), { clock: virtualClock(now) });
    await expect(setLimit(context, { kind: "application", slug: "other" }, "1h")).rejects.toMatchObject({
      code: "application-not-found",
    });
    await expect(setLimit(context, { kind: "default" }, "soon")).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

it("the mark of a record is on the settings, so that the console's backup carries them", async () => {
  const kubernetes = client(everything);
  await setLimit(testContext(kubernetes), { kind: "default" }, "7d");
  const found = await kubernetes.listAll(settingsType, { labelSelector: `${labels.record}=settings` });
  expect(found).toHaveLength(1);
});
