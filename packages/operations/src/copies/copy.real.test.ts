import { labels } from "@holdfast/domain";
import { configMaps, namespaces, secrets } from "@holdfast/kubernetes";
import type { KubernetesObject } from "@holdfast/kubernetes";
import { restoreType } from "@holdfast/velero";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, driveAndDie } from "../../test-support/drive-and-die.ts";
import { realClock, startRealCluster } from "../../test-support/real-cluster.ts";
import type { RealCluster, RealContextOptions } from "../../test-support/real-cluster.ts";
import { watchWrites } from "../../test-support/watched-writes.ts";
import { findApplication, lookForApplication } from "../applications/find-application.ts";
import type { Context } from "../context.ts";
import { createBackup } from "../backups/create-backup.ts";
import { listLocks } from "../locks/hold-lock.ts";
import { cancelOperation } from "../running/cancel-operation.ts";
import { driveOperation } from "../running/drive-operation.ts";
import { silenceSeconds } from "../steps/run-step.ts";
import { createCopy, previewCopy } from "./create-copy.ts";

/** Every write when the long tests are asked for, else a few. */
const all = process.env["HOLDFAST_TEST_ALL"] !== undefined;
const stride = all ? 1 : 13;
const minutes = 60_000;
const original = { namespace: "guestbook", name: "settings" };

type ConfigMap = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

let cluster: RealCluster;
let set: string;
let copies = 0;

beforeAll(async () => {
  cluster = await startRealCluster();
  await cluster.install({ slug: "guestbook" });
  const started = await createBackup(cluster.context(), { application: "guestbook" });
  await driveOperation(cluster.context(), started.operation.id, { role: "cli" });
  set = started.set;
  const body = { data: { greeting: "goodbye" } };
  await cluster.kubernetes.patch(configMaps, original, { kind: "merge", body });
});

afterAll(async () => cluster?.stop());

async function newCopy(): Promise<{ readonly id: string; readonly slug: string }> {
  const slug = `trial-${(copies += 1)}`;
  const request = { set, application: "guestbook", as: slug, map: {} };
  const { id } = await createCopy(cluster.context(), request, await previewCopy(cluster.context(), request));
  return { id, slug };
}

async function greetingIn(namespace: string): Promise<string | undefined> {
  const found = await cluster.kubernetes.get<ConfigMap>(configMaps, { namespace, name: "settings" });
  return found?.data?.["greeting"];
}

async function restoresOf(id: string): Promise<readonly KubernetesObject[]> {
  const found = await cluster.kubernetes.listAll(restoreType, { namespace: "velero" });
  return found.filter(({ metadata }) => metadata.name.startsWith(id));
}

describe.each(["before", "after"] as const)("a driver that dies %s a write of a copy", (when) => {
  it("leaves one that another driver makes to the end, beside the original", { timeout: 30 * minutes }, async () => {
    for (let death = 0, died = true; died; death += stride) {
      const { id, slug } = await newCopy();
      died = await driveAndDie(cluster, id, { when, write: death });
      const outcome = await driveOperation(cluster.context(), id, { role: "cli", takeOver: true });
      expect(outcome, `death ${when} write ${death}`).toMatchObject({ kind: "done" });
      const application = await findApplication(cluster.context(), slug);
      expect(application).toMatchObject({ namespaces: [slug], copyOf: { slug: "guestbook", set } });
      expect(application).not.toHaveProperty("deploying");
      expect([await greetingIn(slug), await greetingIn("guestbook")]).toEqual(["hello", "goodbye"]);
      expect(await restoresOf(id)).toHaveLength(1);
      expect(await listLocks(cluster.kubernetes)).toEqual([]);
    }
  });
});

/** Only the wait for a former driver is cut short: there is none. */
function impatient(options?: RealContextOptions): Context {
  const clock: Context["clock"] = {
    ...realClock,
    sleep: (milliseconds, signal) =>
      realClock.sleep(milliseconds === silenceSeconds * 1000 ? 500 : milliseconds, signal),
  };
  return { ...cluster.context(options), clock };
}

async function expectNothingOf(slug: string): Promise<void> {
  expect(await lookForApplication(cluster.context(), slug)).toBeUndefined();
  expect(await greetingIn(slug)).toBeUndefined();
  const labelSelector = `${labels.application}=${slug}`;
  expect(await cluster.kubernetes.listAll(secrets, { namespace: slug, labelSelector })).toEqual([]);
  expect(await cluster.kubernetes.listAll(namespaces, { labelSelector })).toEqual([]);
  expect(await listLocks(cluster.kubernetes)).toEqual([]);
}

describe("cancelling a copy", () => {
  it("removes what was made of it, wherever its driver died", { timeout: 40 * minutes }, async () => {
    for (let death = 0, died = true; died; death += all ? 3 : 9) {
      const { id, slug } = await newCopy();
      died = await driveAndDie(cluster, id, { when: "after", write: death });
      if (!died) break;
      await cancelOperation(cluster.context(), id);
      const outcome = await driveOperation(impatient(), id, { role: "cli", takeOver: true });
      expect(outcome, `death after write ${death}`).toMatchObject({ record: { state: { stage: "cancelled" } } });
      await expectNothingOf(slug);
      expect(await greetingIn("guestbook")).toBe("goodbye");
    }
  });

  it("is itself safe to be cut off", { timeout: 40 * minutes }, async () => {
    for (let death = 0, died = true; died; death += all ? 1 : 5) {
      const { id, slug } = await newCopy();
      const kubernetes = watchWrites(cluster.kubernetes, {
        after: (write) => {
          if (write === "create Restore") throw new Killed();
        },
      });
      await expect(driveOperation(cluster.context({ kubernetes }), id, { role: "cli" })).rejects.toThrow(Killed);
      await cancelOperation(cluster.context(), id);
      died = await driveAndDie({ ...cluster, context: impatient }, id, { when: "before", write: death });
      if (died) await driveOperation(impatient(), id, { role: "cli", takeOver: true });
      await expectNothingOf(slug);
    }
  });

  it("that has ended is refused", async () => {
    const { id } = await newCopy();
    await driveOperation(cluster.context(), id, { role: "cli" });
    await expect(cancelOperation(cluster.context(), id)).rejects.toMatchObject({ code: "not-cancellable" });
  });
});
