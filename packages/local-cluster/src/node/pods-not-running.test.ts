import { describe, expect, it } from "vitest";
import { findPodsNotRunning } from "./pods-not-running.ts";

type Pod = Parameters<typeof findPodsNotRunning>[0]["items"][number];

function reasonOf(pod: Omit<Pod, "metadata"> & { metadata?: Pod["metadata"] }): string | undefined {
  const [found] = findPodsNotRunning({ items: [{ metadata: { namespace: "a", name: "p" }, ...pod }] });
  return found?.reason;
}

describe("a pod", () => {
  it("is running when every container is Ready, and is no trouble when it has succeeded", () => {
    expect(reasonOf({ status: { phase: "Running", containerStatuses: [{ ready: true }] } })).toBeUndefined();
    expect(reasonOf({ status: { phase: "Succeeded", containerStatuses: [{ ready: false }] } })).toBeUndefined();
  });

  it("says why it waits, in Kubernetes' words", () => {
    const waiting = { ready: false, state: { waiting: { reason: "CrashLoopBackOff" } } };
    expect(reasonOf({ status: { phase: "Running", containerStatuses: [waiting] } })).toBe("CrashLoopBackOff");
    const initial = { ready: false, state: { waiting: { reason: "PodInitializing" } } };
    const failing = { ready: false, state: { waiting: { reason: "ErrImagePull" } } };
    const status = { phase: "Pending", initContainerStatuses: [failing], containerStatuses: [initial] };
    expect(reasonOf({ status })).toBe("ErrImagePull");
    expect(reasonOf({ status: { phase: "Pending" } })).toBe("Pending");
    expect(reasonOf({ status: { phase: "Running", containerStatuses: [{ ready: false }] } })).toBe("NotReady");
    expect(reasonOf({ status: { phase: "Failed", reason: "Evicted" } })).toBe("Evicted");
  });

  it("that is being deleted is terminating", () => {
    const metadata = { namespace: "a", name: "p", deletionTimestamp: "2026-01-01T00:00:00Z" };
    expect(reasonOf({ metadata, status: { phase: "Running" } })).toBe("Terminating");
  });
});
