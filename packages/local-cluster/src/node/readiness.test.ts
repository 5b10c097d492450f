import { describe, expect, it } from "vitest";
import { countStalePods, isAvailable, isNodeReady } from "./readiness.ts";

const started = Date.parse("2026-01-01T10:00:00.700Z");

function node(status: string, lastHeartbeatTime: string) {
  return { status: { conditions: [{ type: "Ready", status, lastHeartbeatTime }] } };
}

function pod(startedAt: string) {
  return { status: { phase: "Running", containerStatuses: [{ state: { running: { startedAt } } }] } };
}

describe("a node that was just started", () => {
  it("is Ready only when it has said so since", () => {
    expect(isNodeReady(node("True", "2026-01-01T09:59:59Z"), started)).toBe(false);
    expect(isNodeReady(node("True", "2026-01-01T10:00:00Z"), started)).toBe(true);
    expect(isNodeReady(node("False", "2026-01-01T10:00:05Z"), started)).toBe(false);
    expect(isNodeReady(undefined, started)).toBe(false);
  });

  it("has stale pods until their containers run since the start", () => {
    expect(countStalePods([pod("2026-01-01T09:00:00Z"), pod("2026-01-01T10:00:03Z")], started)).toBe(1);
    expect(countStalePods([{ status: { phase: "Pending" } }, {}], started)).toBe(0);
  });
});

describe("a Deployment", () => {
  it("is available when the newest generation has all its replicas", () => {
    const status = { observedGeneration: 2, availableReplicas: 1 };
    expect(isAvailable({ metadata: { generation: 2 }, spec: { replicas: 1 }, status })).toBe(true);
    expect(isAvailable({ metadata: { generation: 3 }, spec: { replicas: 1 }, status })).toBe(false);
    expect(isAvailable({ metadata: { generation: 2 }, spec: { replicas: 2 }, status })).toBe(false);
    expect(isAvailable(undefined)).toBe(false);
  });
});
