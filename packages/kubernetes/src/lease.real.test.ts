import { type ControlPlane, startControlPlane } from "@holdfast/harness";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { KubernetesClient } from "./client.ts";
import { systemClock } from "./clock.ts";
import { createKubernetesClient } from "./create-client.ts";
import { acquireLease, type HeldLease, type Lease } from "./lease.ts";
import { leases } from "./resource-types.ts";

const lease = { namespace: "default", name: "leader" };
const never = new AbortController().signal;

const lost = (held: HeldLease): Promise<void> =>
  new Promise((resolve) => {
    if (held.lost.aborted) resolve();
    else held.lost.addEventListener("abort", () => resolve());
  });

describe("a lease on an API server", () => {
  let plane: ControlPlane;
  let client: KubernetesClient;

  beforeAll(async () => {
    plane = await startControlPlane();
    client = await createKubernetesClient({ kubeconfig: plane.kubeconfigPath, userAgent: "holdfast-test/0" });
  });
  afterAll(async () => {
    await client.close();
    await plane.stop();
  });

  const acquire = (holder: string): Promise<HeldLease> =>
    acquireLease(client, { lease, holder, clock: systemClock, signal: never, durationSeconds: 6, retrySeconds: 0.5 });
  const holder = async (): Promise<string | undefined> =>
    (await client.get<Lease>(leases, lease))?.spec?.holderIdentity;

  it("goes to one of two who ask at once, and to the other when that one gives it up", async () => {
    const order: string[] = [];
    const note = (name: string, held: HeldLease): HeldLease => {
      order.push(name);
      return held;
    };
    const asking = ["one", "two"].map((name) => acquire(name).then((held) => note(name, held)));
    const first = await Promise.race(asking);
    expect(order).toEqual([await holder()]);
    await first.release();
    const held = await Promise.all(asking);
    expect(order.toSorted()).toEqual(["one", "two"]);
    await expect(holder()).resolves.toBe(order[1]);
    for (const one of held) await one.release();
    await expect(holder()).resolves.toBe("");
  });

  it("is lost to its holder when the server is killed, and can be had again when it is back", async () => {
    const held = await acquire("one");
    await plane.kill("kube-apiserver");
    await lost(held);
    const again = acquire("two");
    await plane.restart("kube-apiserver");
    const next = await again;
    await expect(holder()).resolves.toBe("two");
    expect(next.lost.aborted).toBe(false);
    await next.release();
  });
});
