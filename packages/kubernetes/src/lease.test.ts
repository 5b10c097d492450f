import { describe, expect, it } from "vitest";

import { createFakeClient } from "../test-support/fake-client.ts";
import { settle, TestClock } from "../test-support/test-clock.ts";
import { ApiError } from "./api-error.ts";
import type { KubernetesClient } from "./client.ts";
import { acquireLease, type HeldLease, type Lease } from "./lease.ts";
import { leases } from "./resource-types.ts";

const lease = { namespace: "a", name: "leader" };
const never = new AbortController().signal;
const unreachable = new ApiError({ status: 0, reason: "Unreachable", request: "replace", message: "away" });

function acquire(
  client: KubernetesClient,
  holder: string,
  clock: TestClock,
  signal: AbortSignal = never,
): Promise<HeldLease> {
  return acquireLease(client, { lease, holder, clock, signal });
}

async function holderOf(client: KubernetesClient): Promise<string | undefined> {
  return (await client.get<Lease>(leases, lease))?.spec?.holderIdentity;
}

/** A server that took the connection and says nothing. */
const silent: KubernetesClient["replace"] = (_type, _object, options) =>
  new Promise((_resolve, reject) => {
    options?.signal?.addEventListener("abort", () => {
      reject(options.signal?.reason as Error);
    });
  });

describe("a lease", () => {
  it("is taken when nobody has it, and kept by renewing", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    const held = await acquire(client, "one", clock);
    await clock.advance(120_000);
    expect(held.lost.aborted).toBe(false);
    const { spec } = (await client.get<Lease>(leases, lease)) ?? {};
    expect(spec).toMatchObject({ holderIdentity: "one", leaseDurationSeconds: 15, leaseTransitions: 0 });
    expect(clock.now() - Date.parse(spec?.renewTime ?? "")).toBeLessThan(4000);
    await held.release();
  });

  it("passes on at once when it is released", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    const first = await acquire(client, "one", clock);
    const second = acquire(client, "two", clock);
    await clock.advance(30_000);
    await expect(holderOf(client)).resolves.toBe("one");
    await first.release();
    expect(first.lost.aborted).toBe(true);
    await clock.advance(2000);
    await second;
    await expect(client.get<Lease>(leases, lease)).resolves.toMatchObject({
      spec: { holderIdentity: "two", leaseTransitions: 1 },
    });
    await (await second).release();
  });

  it("is not taken from a holder whose clock is wrong, only from one that is seen to be silent", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    const longAgo = "2001-01-01T00:00:00.000000Z";
    const spec = { holderIdentity: "other", leaseDurationSeconds: 15, renewTime: longAgo };
    await client.create<Lease>(leases, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: lease, spec });
    const waiting = acquire(client, "one", clock);
    await clock.advance(14_000);
    await expect(holderOf(client)).resolves.toBe("other");
    await clock.advance(6000);
    const held = await waiting;
    await expect(holderOf(client)).resolves.toBe("one");
    await held.release();
  });

  it("is lost to its holder before another may take it, when renewals do not arrive", async () => {
    const fake = createFakeClient();
    const clock = new TestClock();
    let isAway = false;
    const replace: KubernetesClient["replace"] = (...call) =>
      isAway ? Promise.reject(unreachable) : fake.replace(...call);
    const held = await acquire({ ...fake, replace }, "one", clock);
    await clock.advance(10_000);
    isAway = true;
    await clock.advance(9000);
    expect(held.lost.aborted).toBe(false);
    await clock.advance(4000);
    expect(held.lost.aborted).toBe(true);
  });

  it("is lost in time even when the server just does not answer", async () => {
    const fake = createFakeClient();
    const clock = new TestClock();
    const held = await acquire({ ...fake, replace: silent }, "one", clock);
    await clock.advance(14_000);
    expect(held.lost.aborted).toBe(true);
  });

  it("is lost when another holder is found in it", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    const held = await acquire(client, "one", clock);
    const body = { spec: { holderIdentity: "thief" } };
    await client.patch(leases, lease, { kind: "merge", body });
    await clock.advance(2000);
    expect(held.lost.aborted).toBe(true);
    await expect(holderOf(client)).resolves.toBe("thief");
  });

  it("is kept when a renewal was written but its answer was lost", async () => {
    const fake = createFakeClient();
    const clock = new TestClock();
    let losesAnswer = true;
    const replace: KubernetesClient["replace"] = async (...call) => {
      const replaced = await fake.replace(...call);
      if (losesAnswer) {
        losesAnswer = false;
        throw unreachable;
      }
      return replaced;
    };
    const held = await acquire({ ...fake, replace }, "one", clock);
    await clock.advance(60_000);
    expect(held.lost.aborted).toBe(false);
    await held.release();
  });

  it("is released when the program is told to stop", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    const stop = new AbortController();
    const held = await acquire(client, "one", clock, stop.signal);
    stop.abort();
    await settle();
    expect(held.lost.aborted).toBe(true);
    await expect(holderOf(client)).resolves.toBe("");
  });

  it("is not waited for any longer when the program is told to stop", async () => {
    const client = createFakeClient();
    const clock = new TestClock();
    await acquire(client, "one", clock);
    const stop = new AbortController();
    const waiting = acquire(client, "two", clock, stop.signal);
    await settle();
    stop.abort(new Error("stopping"));
    await expect(waiting).rejects.toThrow("stopping");
  });
});
