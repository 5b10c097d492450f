import { configMaps } from "@holdfast/kubernetes";
import type { KubernetesClient } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { backupType, restoreType, serverStatusRequestType } from "@holdfast/velero";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import type { Job } from "../steps/step.ts";
import type { KeptArtefacts } from "./kept-artefacts.ts";
import type { RestoreInput } from "./restore-input.ts";
import { applicationRestoreOperation } from "./restore-application-operation.ts";

const input: RestoreInput = {
  set: "m-1",
  slug: "guestbook",
  backup: "m-1-guestbook",
  backupUid: "u",
  veleroNamespace: "velero",
  namespaces: ["guestbook"],
  planHash: "h",
};

describe("the summary of a restore", () => {
  it("counts the volumes that come back, also when the application had been removed and none was wiped", () => {
    const covered = ["data", "uploads"].map((name) => ({ namespace: "guestbook", name }));
    const results: Readonly<Record<string, unknown>> = {
      plan: { made: { plan: { deletions: [], wipes: [], keeps: [] }, covered } },
      "follow-velero-restore": { phase: "Completed", warnings: 0 },
    };
    const job = jobWith(createFakeClient(), results, 1);
    expect(applicationRestoreOperation.summary(job)).toBe("guestbook is restored from m-1 (2 volumes, 0 warnings)");
  });
});

describe("clearing", () => {
  it("deletes at the first try what was confirmed", async () => {
    const kubernetes = createFakeClient({ types, objects: [repaired, veleroServer] });
    await clear(kubernetes, 1);
    expect(await find(kubernetes)).toBeUndefined();
  });

  it("deletes nothing when it is resumed and the backup is gone by then", async () => {
    const kubernetes = createFakeClient({ types, objects: [repaired, veleroServer] });
    await expect(clear(kubernetes, 2)).rejects.toMatchObject({ code: "backup-not-found" });
    expect(await find(kubernetes)).toBeDefined();
  });
});

describe("beginning", () => {
  it("asks the store for the backup once more, whatever its driver has in its memory", async () => {
    const kubernetes = createFakeClient({ types, objects: [repaired, veleroServer] });
    const results = { plan: plannedFor((await find(kubernetes))?.metadata.uid ?? "") };
    const job = jobWith(kubernetes, results, 1);
    const artefacts: KeptArtefacts = {
      read: () => Promise.reject(new Error("read from memory")),
      parsed: (_digest, parse) => parse(),
    };
    const step = applicationRestoreOperation.steps.find(({ name }) => name === "confirm-plan");
    const begun = step?.run({ ...job, context: { ...job.context, artefacts } }, new AbortController().signal);
    // This cluster's Velero answers no request for a download.
    await expect(begun).rejects.toMatchObject({ request: expect.stringContaining("downloadrequests") as unknown });
    expect(await find(kubernetes)).toBeDefined();
  });
});

const repaired = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "repaired", namespace: "guestbook" } };

const types = [backupType, restoreType, serverStatusRequestType];

async function clear(kubernetes: KubernetesClient, epoch: number): Promise<unknown> {
  const results = { plan: plannedFor((await find(kubernetes))?.metadata.uid ?? "") };
  const step = applicationRestoreOperation.steps.find(({ name }) => name === "clear");
  return step?.run(jobWith(kubernetes, results, epoch), new AbortController().signal);
}

function find(kubernetes: KubernetesClient) {
  return kubernetes.get(configMaps, repaired.metadata);
}

const container = { name: "velero", image: "velero/velero:v1.18.3", command: ["/velero"], args: ["server"] };
const veleroServer = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "velero", namespace: "velero" },
  spec: { replicas: 1, template: { spec: { containers: [container] } } },
  status: { readyReplicas: 1 },
};

/** What the journal of the first try says. */
function plannedFor(uid: string) {
  const deletion = { group: "", version: "v1", kind: "ConfigMap", namespace: "guestbook", name: "repaired", uid };
  const plan = { namespaces: ["guestbook"], deletions: [{ ...deletion, wave: "rest" }], wipes: [], keeps: [] };
  const basis = {
    backup: { set: "m-1", name: "m-1-guestbook", uid: "u" },
    slug: "guestbook",
    namespaces: ["guestbook"],
    covered: [],
    filters: { backup: {}, restoreExcludes: [] },
    webhooks: [],
  };
  return { made: { plan, hash: "h", covered: [], workloads: [] }, basis };
}

function jobWith(
  kubernetes: KubernetesClient,
  results: Readonly<Record<string, unknown>>,
  epoch: number,
): Job<RestoreInput> {
  return {
    context: testContext(kubernetes),
    id: "restore-1",
    root: "restore-1",
    createdAt: "2026-01-01T00:00:00.000Z",
    requestedBy: "tester",
    driver: { id: "driver-1", role: "cli", host: "here" },
    input,
    epoch,
    cancel: undefined,
    hasResult: () => true,
    soFar: () => undefined,
    saveSoFar: () => Promise.resolve(),
    resultOf: (step) => results[step.name] as never,
    report: () => undefined,
  };
}
