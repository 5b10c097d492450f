import { ApiError } from "@holdfast/kubernetes";
import { createFakeClient } from "@holdfast/kubernetes/test-support";
import { describe, expect, it } from "vitest";
import { testContext } from "../../test-support/test-context.ts";
import { findingsOf, isClean } from "./member-findings.ts";
import type { KnownWork } from "./member-findings.ts";
import { locationStatements, namesOf, readSurroundings } from "./read-surroundings.ts";
import { stillTelling } from "./diagnose-work.ts";
import { podStatements } from "./velero-pods.ts";
import type { VeleroPod } from "./velero-pods.ts";

const none = { kind: "known", value: [] } as const;
const clean: KnownWork = { name: "b", transfers: [], hooks: none, warnings: none, errors: none };
const of = { kind: "backup", name: "b" } as const;
const names = { veleroNamespace: "velero", deployment: "velero", nodeAgent: "node-agent", location: "default" };
const start = Date.parse("2026-01-01T10:00:00Z");

function pod(status: VeleroPod["status"]): VeleroPod {
  const metadata = { name: "node-agent-x", namespace: "velero" };
  return { apiVersion: "v1", kind: "Pod", metadata, ...(status === undefined ? {} : { status }) };
}

function waiting(reason: string): VeleroPod {
  return pod({ containerStatuses: [{ name: "c", state: { waiting: { reason } } }] });
}

describe("a pod of Velero's", () => {
  it("that was killed for its memory after the work had begun is evidence", () => {
    const terminated = { reason: "OOMKilled", exitCode: 137, finishedAt: "2026-01-01T10:01:00Z" };
    const killed = pod({ containerStatuses: [{ name: "node-agent", lastState: { terminated } }] });
    expect(podStatements(killed, start)).toEqual([
      {
        source: "pod",
        where: "Pod velero/node-agent-x",
        text: "container node-agent was ended: OOMKilled, exit code 137",
      },
    ]);
    expect(podStatements(killed, start + 3_600_000)).toEqual([]);
  });

  it("that waits for its image is evidence, one that is just being made is none", () => {
    expect(podStatements(waiting("ErrImageNeverPull"), start)).toMatchObject([
      { text: "container c waits: ErrImageNeverPull" },
    ]);
    expect(podStatements(waiting("ContainerCreating"), start)).toEqual([]);
  });
});

describe("a destination", () => {
  it("that is Unavailable is evidence in Velero's words, one that is Available is none", () => {
    const location = { apiVersion: "velero.io/v1", kind: "BackupStorageLocation", metadata: { name: "default" } };
    const spec = { provider: "aws", objectStorage: { bucket: "b" } };
    const status = { phase: "Unavailable", message: "NoSuchBucket: x" };
    expect(locationStatements({ ...location, spec, status })).toMatchObject([{ text: "NoSuchBucket: x" }]);
    expect(locationStatements({ ...location, spec, status: { phase: "Available" } })).toEqual([]);
  });
});

describe("a backup", () => {
  it("of which nobody says anything bad is clean", () => {
    const warning = { scope: { kind: "velero" }, message: "skipped" } as const;
    expect(isClean(of, { ...clean, warnings: { kind: "known", value: [warning] } })).toBe(true);
    expect(findingsOf(of, clean, { names, statements: [] })).toEqual([]);
  });

  it("is explained by its failure, its errors and its volumes together", () => {
    const transfer = {
      namespace: "shop",
      pod: "db-0",
      volume: "data",
      stage: "failed",
      message: "data path backup failed: ",
    };
    const error = { scope: { kind: "namespace", name: "shop" }, message: "command terminated with exit code 1" };
    const work = { ...clean, transfers: [transfer], errors: { kind: "known", value: [error] } } as KnownWork;
    const found = findingsOf(of, work, { names, statements: [] });
    expect(found.map(({ code, evidence }) => [code, evidence])).toEqual([
      ["hook-failed", ["Backup b, namespace shop: command terminated with exit code 1"]],
      ["out-of-memory", ["volume data of pod shop/db-0: data path backup failed:"]],
    ]);
  });

  it("is explained without what looks like a password", () => {
    const [found] = findingsOf(of, { ...clean, failure: "password=hunter22" }, { names, statements: [] });
    expect(found?.evidence).toEqual(["Backup b: password=[redacted]"]);
  });

  it("that ended long ago is not explained by how the pods are now", () => {
    const statements = [
      { source: "pod", where: "Pod a", text: "OOMKilled" },
      { source: "location", where: "default", text: "NoSuchBucket" },
    ] as const;
    const later = stillTelling({ names, statements }, "2026-01-01T10:00:00Z", start + 3_600_000);
    expect(later.statements.map(({ source }) => source)).toEqual(["location"]);
    expect(stillTelling({ names, statements }, "2026-01-01T10:00:00Z", start + 1000).statements).toHaveLength(2);
  });
});

it("remedies name the Velero that is there", () => {
  const deployment = { name: "vel", image: "i", replicas: 1, ready: 1 };
  const velero = { namespace: "backup", deployment, nodeAgent: { kind: "absent" } } as Parameters<typeof namesOf>[0];
  expect(namesOf(velero)).toEqual({
    veleroNamespace: "backup",
    deployment: "vel",
    nodeAgent: "node-agent",
    location: "LOCATION",
  });
});

const listAll = () =>
  Promise.reject(new ApiError({ status: 403, reason: "Forbidden", request: "list", message: "no" }));

it("what may not be read around Velero is said, and is no health", async () => {
  const deployment = { name: "velero", image: "i", replicas: 1, ready: 1 };
  const nodeAgent = { kind: "present", name: "node-agent", selectors: ["a=b"] };
  const velero = { namespace: "velero", deployment, nodeAgent, problems: [] } as unknown as Parameters<
    typeof namesOf
  >[0];
  const context = testContext({ ...createFakeClient(), listAll });
  const seen = await readSurroundings(context, velero, { sinceMilliseconds: start });
  expect(seen.statements).toEqual([]);
  expect(seen.unread.map((text) => text.replace(/:.*/u, ""))).toEqual([
    "backup storage locations in velero",
    "backup repositories in velero",
    "node agents",
    "pods in velero",
    "events in velero",
  ]);
});
